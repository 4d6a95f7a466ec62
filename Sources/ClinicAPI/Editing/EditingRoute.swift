import ClinicCore
import ClinicStore
import HTTP

/// The addresses that editors use and the public does not. All want a token.
enum EditingRoute: Sendable, Equatable {
    /// `POST /v1/conditions/back-spasm/publish`
    case action(DocumentType, Slug, Action)
    /// `POST /v1/conditions/back-spasm/preview`
    case preview(DocumentType, Slug)
    /// `GET /v1/conditions/back-spasm/revisions`
    case revisions(DocumentType, Slug)
    /// `GET /v1/conditions/back-spasm/revisions/7`
    case revision(DocumentType, Slug, Int64)
    /// `POST /v1/conditions/back-spasm/revisions/7/restore`
    case restore(DocumentType, Slug, Int64)
    /// `GET` and `POST /v1/tokens`
    case tokens
    /// `DELETE /v1/tokens/{id}`
    case token(String)
    /// `GET` and `POST /v1/webhooks`
    case webhooks
    /// `GET` and `DELETE /v1/webhooks/{id}`
    case webhook(String)
    /// `GET /v1/webhooks/{id}/deliveries`
    case webhookDeliveries(String)
    /// `POST /v1/webhooks/{id}/enable`
    case webhookAction(String, WebhookAction)
    /// `GET /v1/audit`
    case audit
    /// `GET /v1/reviews`
    case reviews

    /// What is done to a document by `POST`.
    enum Action: String, Sendable, CaseIterable {
        case publish
        case review
        case withdraw
        case rename
    }

    /// What is done with a webhook by `POST`.
    enum WebhookAction: String, Sendable, CaseIterable {
        case enable
        case test
    }

    /// The route of what follows `/v1/`; nil where it is none of these.
    init?(_ segments: [Substring]) {
        switch segments.count {
        case 1 where segments[0] == "tokens": self = .tokens
        case 1 where segments[0] == "audit": self = .audit
        case 1 where segments[0] == "reviews": self = .reviews
        case 2 where segments[0] == "tokens":
            guard let id = Self.id(segments[1]) else { return nil }
            self = .token(id)
        case 1...3 where segments[0] == "webhooks": self.init(webhook: segments.dropFirst())
        default:
            // The site has one document, and no slug in its address.
            let isSite = segments.first == "site"
            guard segments.count >= (isSite ? 2 : 3),
                let type = DocumentType(collection: segments[0]),
                let slug = isSite ? DocumentKey.site.slug : Slug(segments[1])
            else { return nil }
            self.init(type, slug, Array(segments.dropFirst(isSite ? 1 : 2)))
        }
    }

    private init?(webhook segments: ArraySlice<Substring>) {
        guard let first = segments.first else {
            self = .webhooks
            return
        }
        guard let id = Self.id(first) else { return nil }
        switch segments.dropFirst().first {
        case nil: self = .webhook(id)
        case "deliveries": self = .webhookDeliveries(id)
        case let name?:
            guard let action = WebhookAction(rawValue: String(name)) else { return nil }
            self = .webhookAction(id, action)
        }
    }

    /// The id of a token or a webhook: 12 characters that need no escape.
    private static func id(_ text: Substring) -> String? {
        text.utf8.count == 12 && Slug(text) != nil ? String(text) : nil
    }

    private init?(_ type: DocumentType, _ slug: Slug, _ rest: [Substring]) {
        switch rest.count {
        case 1 where rest[0] == "revisions": self = .revisions(type, slug)
        case 1 where rest[0] == "preview": self = .preview(type, slug)
        case 1:
            // The site's data are there for good, under one name, and nobody reviews them.
            guard let action = Action(rawValue: String(rest[0])),
                type != .site || action == .publish
            else { return nil }
            self = .action(type, slug, action)
        case 2 where rest[0] == "revisions":
            guard let number = Self.number(rest[1]) else { return nil }
            self = .revision(type, slug, number)
        case 3 where rest[0] == "revisions" && rest[2] == "restore":
            guard let number = Self.number(rest[1]) else { return nil }
            self = .restore(type, slug, number)
        default: return nil
        }
    }

    private static func number(_ text: Substring) -> Int64? {
        guard text.first != "0", text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return Int64(text)
    }

    /// The label in logs and metrics, and the path in the OpenAPI document.
    var label: String {
        switch self {
        case .action(let type, _, let action): type.address + "/\(action.rawValue)"
        case .preview(let type, _): type.address + "/preview"
        case .revisions(let type, _): type.address + "/revisions"
        case .revision(let type, _, _): type.address + "/revisions/{number}"
        case .restore(let type, _, _): type.address + "/revisions/{number}/restore"
        case .tokens: "/v1/tokens"
        case .token: "/v1/tokens/{id}"
        case .webhooks: "/v1/webhooks"
        case .webhook: "/v1/webhooks/{id}"
        case .webhookDeliveries: "/v1/webhooks/{id}/deliveries"
        case .webhookAction(_, let action): "/v1/webhooks/{id}/\(action.rawValue)"
        case .audit: "/v1/audit"
        case .reviews: "/v1/reviews"
        }
    }

    /// The methods it has.
    var methods: [RequestMethod] {
        switch self {
        case .action, .preview, .restore, .webhookAction: [.options, .post]
        case .tokens, .webhooks: [.get, .head, .options, .post]
        case .token: [.delete, .options]
        case .webhook: [.delete, .get, .head, .options]
        case .revisions, .revision, .audit, .reviews, .webhookDeliveries: [.get, .head, .options]
        }
    }
}

extension Route {
    /// The path of the document that a request to this route may have made.
    var newDocumentPath: String? {
        switch self {
        case .document(let type, let slug), .editing(.restore(let type, let slug, _)):
            type.address.replacing("{slug}", with: slug.description)
        default: nil
        }
    }
}

extension DocumentType {
    /// The address of a document of this type, as a template.
    var address: String { self == .site ? "/v1/site" : "/v1/\(collection)/{slug}" }
}
