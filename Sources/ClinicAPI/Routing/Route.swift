import ClinicCore
import ClinicStore
import HTTP

/// Everything that has an address.
enum Route: Sendable, Equatable {
    /// `/`: for people.
    case home
    /// `/openapi.json`: the description of all of this.
    case openAPI
    /// `/v1`: the collections.
    case index
    /// `/v1/conditions`
    case collection(DocumentType)
    /// `/v1/conditions/back-spasm`
    case document(DocumentType, Slug)
    /// `/v1/conditions/back-spasm/causes`
    case section(Slug, Section)
    /// `/v1/tags`
    case terms(Vocabulary)
    /// `/v1/export.ndjson`
    case export
    /// `/v1/changes`
    case changes
    /// What editors use.
    case editing(EditingRoute)
    /// `/v1/previews/{link}`: a draft, for who has the link.
    case preview(String)
    /// `/problems`
    case problems
    /// `/problems/not-found`
    case problem(ProblemType)
    /// `/livez`, `/readyz`, `/startupz`
    case probe(Probe)
    /// `/health`
    case health
    /// `/version`
    case version
    /// `/metrics`
    case metrics

    /// The route of a path as sent; nil where nothing has that address. A path has one spelling:
    /// escapes that need not be, empty and dot segments lead nowhere.
    init?(path: String) {
        guard path.utf8.first == UInt8(ascii: "/") else { return nil }
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        switch segments.count {
        case 1: self.init(single: segments[0])
        case 2 where segments[0] == "v1":
            switch segments[1] {
            case "export.ndjson": self = .export
            case "changes": self = .changes
            case "site": self = .document(.site, DocumentKey.site.slug)
            case let name:
                if let vocabulary = Vocabulary(rawValue: String(name)) {
                    self = .terms(vocabulary)
                } else if let type = Self.collection(name) {
                    self = .collection(type)
                } else {
                    self.init(editing: segments)
                }
            }
        case 2 where segments[0] == "problems":
            guard let type = ProblemType(rawValue: String(segments[1])) else { return nil }
            self = .problem(type)
        case 3 where segments[0] == "v1" && ["site", "tokens", "webhooks"].contains(segments[1]):
            self.init(editing: segments)
        case 3 where segments[0] == "v1" && segments[1] == "previews":
            guard PreviewLink.isWellFormed(segments[2]) else { return nil }
            self = .preview(String(segments[2]))
        case 3 where segments[0] == "v1":
            guard let type = Self.collection(segments[1]), let slug = Slug(segments[2]) else {
                return nil
            }
            self = .document(type, slug)
        case 4 where segments[0] == "v1" && segments[1] == "conditions":
            if let slug = Slug(segments[2]), let section = Section(rawValue: String(segments[3])) {
                self = .section(slug, section)
            } else {
                self.init(editing: segments)
            }
        default: self.init(editing: segments)
        }
    }

    private init?(editing segments: [Substring]) {
        guard segments[0] == "v1", let route = EditingRoute(Array(segments.dropFirst())) else {
            return nil
        }
        self = .editing(route)
    }

    private init?(single segment: Substring) {
        switch segment {
        case "": self = .home
        case "openapi.json": self = .openAPI
        case "v1": self = .index
        case "problems": self = .problems
        case "health": self = .health
        case "version": self = .version
        case "metrics": self = .metrics
        default:
            guard let probe = Probe(rawValue: String(segment)) else { return nil }
            self = .probe(probe)
        }
    }

    private static func collection(_ name: Substring) -> DocumentType? {
        DocumentType(collection: name).flatMap { $0 == .site ? nil : $0 }
    }

    /// The label in logs and metrics, and the path in the OpenAPI document: never a slug.
    var label: String {
        switch self {
        case .home: "/"
        case .openAPI: "/openapi.json"
        case .index: "/v1"
        case .collection(let type): "/v1/\(type.collection)"
        case .document(let type, _): type.address
        case .section: "/v1/conditions/{slug}/{section}"
        case .terms(let vocabulary): "/v1/\(vocabulary.rawValue)"
        case .export: "/v1/export.ndjson"
        case .changes: "/v1/changes"
        case .editing(let route): route.label
        case .preview: "/v1/previews/{link}"
        case .problems: "/problems"
        case .problem: "/problems/{type}"
        case .probe(let probe): "/\(probe.rawValue)"
        case .health: "/health"
        case .version: "/version"
        case .metrics: "/metrics"
        }
    }

    /// Whether it is for whatever looks after the process, not for readers of the library.
    var isOperations: Bool {
        switch self {
        case .probe, .health, .version, .metrics: true
        default: false
        }
    }

    /// The methods it has.
    var methods: [RequestMethod] {
        switch self {
        case .document(.site, _): [.get, .head, .options, .patch, .put]
        case .document: [.delete, .get, .head, .options, .patch, .put]
        case .editing(let route): route.methods
        default: [.get, .head, .options]
        }
    }

    /// The methods as `Allow` lists them.
    var allowed: String { methods.map(\.rawValue).joined(separator: ", ") }
}

/// A part of a condition with an address of its own.
enum Section: String, Sendable, CaseIterable {
    case overview
    case causes
    case symptoms
    case diagnosis
    case treatments
    case redFlags = "red-flags"
    case related
}

/// A question of whatever looks after the process.
enum Probe: String, Sendable, CaseIterable {
    /// Does the process answer?
    case live = "livez"
    /// Can it serve?
    case ready = "readyz"
    /// Has it started?
    case started = "startupz"
}
