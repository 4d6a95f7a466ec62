import ClinicCore
public import ClinicStore
public import Foundation
public import HTTP
import HTTPTypes
public import Logging

/// The HTTP interface to a library: requests in, responses out. It sees no socket.
///
/// A request is answered from the cache on the event loop, or else read from the store on one of its
/// queues; equal reads under way are done once. May be used from any thread.
public final class API: Sendable {
    private let store: Store
    private let configuration: Configuration
    private let health: HealthReport
    private let maker: ResponseMaker
    private let cache: ResponseCache
    private let editors: EditingAPI
    private let homePage: StaticDocument?
    private let openAPI: StaticDocument?
    private let flights = Flights<Flight, Result<CachedResponse, Problem>>()
    private let logger: Logger

    /// What can be set.
    public struct Configuration: Sendable {
        /// The program's version.
        public var version: String
        /// Which web pages may read.
        public var cors = CORS.any
        /// Bytes of ready answers kept at most; 0 for none.
        public var cacheBytes = 16 << 20
        /// Level of gzip, 1 to 9.
        public var gzipLevel = 6
        /// Bodies below this many bytes are not compressed.
        public var gzipMinimum = 512
        /// The page at `/`, HTML; nil for none.
        public var homePage: [UInt8]?
        /// What `/openapi.json` answers, JSON; nil for none.
        public var openAPI: [UInt8]?
        /// The time, for tests.
        public var now: @Sendable () -> Date = { Date() }

        /// The defaults.
        public init(version: String) {
            self.version = version
        }
    }

    /// A read under way: what is read, of which generation.
    private struct Flight: Hashable, Sendable {
        let key: CacheKey.Copy
        let generation: Int64
    }

    /// Serves that store.
    public init(
        store: Store, configuration: Configuration, status: LibraryStatus, logger: Logger
    ) {
        self.store = store
        self.configuration = configuration
        self.logger = logger
        health = HealthReport(
            version: configuration.version, startedAt: configuration.now(), status: status,
            cors: configuration.cors)
        maker = ResponseMaker(
            cors: configuration.cors, gzipLevel: configuration.gzipLevel,
            gzipMinimum: configuration.gzipMinimum)
        editors = EditingAPI(store: store, cors: configuration.cors, logger: logger)
        cache = ResponseCache(capacity: configuration.cacheBytes)
        homePage = configuration.homePage.map { [maker] page in
            StaticDocument(
                page, mediaType: "text/html; charset=utf-8", isNegotiated: false,
                fields: [.contentSecurityPolicy: Self.pagePolicy], route: .home, maker: maker)
        }
        openAPI = configuration.openAPI.map { [maker] document in
            StaticDocument(
                document, mediaType: Self.json, isNegotiated: true, route: .openAPI, maker: maker)
        }
    }

    /// What the engine calls.
    public var responder: Responder { responder(isLocal: false) }

    /// What the engine calls for the socket in the data directory: whoever can open it is an
    /// administrator and needs no token.
    public var localResponder: Responder { responder(isLocal: true) }

    private func responder(isLocal: Bool) -> Responder {
        Responder { [self] head in
            respond(head, isLocal: isLocal)
        } refuse: { [configuration] refusal in
            Problem(refusal).response(
                instance: nil, route: "refused", cors: configuration.cors)
        }
    }

    private func respond(_ head: RequestHead, isLocal: Bool) -> Answer {
        let key = CacheKey(head)
        let generation = store.generation
        let hash = key?.hash ?? 0
        if let key,
            let found = cache.find(key, hash: hash, generation: generation, now: head.now),
            let response = found.answer(to: head)
        {
            return .ready(response)
        }
        let path = head.pathText
        guard let route = Route(path: path) else {
            if path == "*", head.method == .options { return .ready(options(.index, head)) }
            return .ready(answer(.notFound, path, route: "unknown"))
        }
        if isEditorial(route, head) { return editing(route, head, isLocal: isLocal) }
        switch head.method {
        case .get, .head: break
        case .options: return .ready(options(route, head))
        default:
            let problem = Problem.methodNotAllowed(head.method.rawValue, allowed: route.allowed)
            return .ready(answer(problem, path, route: route.label))
        }
        do throws(Problem) {
            return try read(route, head, key: key.map(CacheKey.Copy.init), hash, generation)
        } catch {
            return .ready(answer(error, path, route: route.label))
        }
    }

    /// Whether the request is an editor's: it writes, or reads what is not public.
    private func isEditorial(_ route: Route, _ head: RequestHead) -> Bool {
        let reads = head.method == .get || head.method == .head
        switch route {
        case .document:
            if reads {
                return head.queryText?.split(separator: "&").contains {
                    QueryParameters.decode($0.prefix { $0 != "=" }) == "state"
                } ?? false
            }
        case .editing: break
        default: return false
        }
        return head.method != .options
            && route.allowed.split(separator: ", ").contains { $0 == head.method.rawValue }
    }

    private func editing(_ route: Route, _ head: RequestHead, isLocal: Bool) -> Answer {
        let path = head.pathText
        let request: EditingRequest
        do throws(Problem) {
            try negotiate(head, [Self.json])
            request = try EditingRequest(
                head, route: route, isLocal: isLocal, now: configuration.now())
        } catch {
            return .ready(answer(error, path, route: route.label))
        }
        let takesBody = [.put, .patch, .post].contains(head.method)
        return .later(bodyLimit: takesBody ? EditingRequest.bodyLimit : 0) { [self] body, reply in
            editors.answer(request, body) { [self] result in
                switch result {
                case .success(let response): reply.send(response)
                case .failure(let problem):
                    reply.send(answer(problem, path, route: route.label))
                }
            }
        }
    }

    /// Answers what is not in the cache.
    private func read(
        _ route: Route, _ head: RequestHead, key: CacheKey.Copy?, _ hash: Int, _ generation: Int64
    ) throws(Problem) -> Answer {
        switch route {
        case .probe(let probe): return self.probe(probe, head)
        case .health: return .later(bodyLimit: 0) { [self] _, reply in healthDocument(reply) }
        case .version: return .ready(health.versionDocument())
        case .home: return .ready(try homePage.orNotFound().answer(to: head))
        case .openAPI: return .ready(try description(head))
        case .export: return try export(head)
        case .changes:
            if let answer = try waitForChanges(head) { return answer }
        case .editing: throw .methodNotAllowed(head.method.rawValue, allowed: route.allowed)
        default: break
        }
        if route != .changes { try negotiate(head, [Self.json]) }
        let request = try ReadRequest(head, route: route, now: configuration.now())
        let reading = try Reading(request)
        let coding = head.preferredCoding
        return .later(bodyLimit: 0) { [self] _, reply in
            let waiter: @Sendable (Result<CachedResponse, Problem>) -> Void = { [self] result in
                reply.send(finish(result, request))
            }
            guard let key else {
                render(reading, request, coding, waiter)
                return
            }
            let flight = Flight(key: key, generation: generation)
            guard flights.join(flight, waiter) else { return }
            render(reading, request, coding) { [self] result in
                if case .success(let made) = result {
                    cache.insert(made, for: key, hash: hash, current: store.generation)
                }
                flights.land(flight, result)
            }
        }
    }

    /// Reads from the store and makes the bytes, on one of its queues.
    private func render(
        _ reading: Reading, _ request: ReadRequest, _ coding: ContentCoding,
        _ completion: @escaping @Sendable (Result<CachedResponse, Problem>) -> Void
    ) {
        store.read { [maker] view -> Result<CachedResponse, Problem> in
            do {
                let context = try ReadContext(view, now: request.now)
                let representation = try reading.representation(context)
                let body = JSONWriter.bytes(
                    .object(representation.object), pretty: reading.isPretty)
                return .success(
                    maker.response(
                        representation, body: body, mediaType: "application/json", coding: coding,
                        route: request.route, generation: try view.generation()))
            } catch let problem as Problem {
                return .failure(problem)
            }
        } completion: { [self] result in
            completion(result.mapError(problem).flatMap(\.self))
        }
    }

    /// The response to one who waited: whole, not modified, or why not.
    private func finish(
        _ result: Result<CachedResponse, Problem>, _ request: ReadRequest
    ) -> Response {
        switch result {
        case .success(let made):
            request.head.withHead(made.answer)
                ?? answer(.preconditionFailed, request.path, route: request.route.label)
        case .failure(let problem):
            answer(problem, request.path, route: request.route.label)
        }
    }

    private func problem(_ error: StoreError) -> Problem {
        switch error {
        case .overloaded: return .unavailable("The server is busy. Please try again shortly.")
        case .timeLimit: return .unavailable("The library took too long to answer.")
        default:
            logger.error("a read failed", metadata: ["error": "\(error)"])
            return .internalError
        }
    }

    private func answer(_ problem: Problem, _ path: String, route: String) -> Response {
        problem.response(instance: path, route: route, cors: configuration.cors)
    }
}

/// Answers that are not documents of the library.
extension API {
    private static let json = "application/json"

    /// A page loads nothing, runs nothing and sends nothing.
    private static let pagePolicy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

    /// Throws 406 where `Accept` admits none of the types.
    private func negotiate(_ head: RequestHead, _ types: [String]) throws(Problem) {
        guard head.preferredType(of: types.compactMap(MediaType.init)) == nil else { return }
        var problem = Problem(
            .notAcceptable, "This resource comes as \(types.joined(separator: ", ")) only.")
        problem.members.append("available", texts: types)
        throw problem
    }

    private func options(_ route: Route, _ head: RequestHead) -> Response {
        var fields = HTTPFields()
        fields[.allow] = route.allowed
        configuration.cors.append(to: &fields)
        if head.field("access-control-request-method") != nil {
            configuration.cors.appendPreflight(to: &fields, methods: route.allowed)
        }
        return Response(status: 204, fields: fields, body: .none, route: route.label)
    }

    private func description(_ head: RequestHead) throws(Problem) -> Response {
        let document = try openAPI.orNotFound()
        try negotiate(head, [Self.json])
        var reader = ParameterReader(try QueryParameters(head.queryText))
        try reader.finish()
        return try document.answer(to: head)
    }

    private func export(_ head: RequestHead) throws(Problem) -> Answer {
        try negotiate(head, [LibraryExport.mediaType])
        var reader = ParameterReader(try QueryParameters(head.queryText))
        try reader.finish()
        var fields = HTTPFields()
        fields[.contentType] = LibraryExport.mediaType
        fields[.cacheControl] = "no-cache"
        fields[.vary] = "Accept"
        configuration.cors.append(to: &fields)
        let export = LibraryExport(now: configuration.now())
        return .ready(
            Response(
                status: 200, fields: fields, body: .stream(export.producer(from: store)),
                route: Route.export.label))
    }

    /// The feed as an event stream, or held until something changes; nil where it is answered as any
    /// other document.
    private func waitForChanges(_ head: RequestHead) throws(Problem) -> Answer? {
        let types = [Self.json, ChangeStream.mediaType]
        try negotiate(head, types)
        let isStream = head.preferredType(of: types.compactMap(MediaType.init)) == 1
        var reader = ParameterReader(try QueryParameters(head.queryText))
        let isPretty = reader.flag("pretty")
        let reading = try ChangesReading(reader: &reader)
        if isStream {
            let since = head.fieldValue("last-event-id").flatMap { Int64($0) } ?? reading.since
            var fields: HTTPFields = [
                .contentType: ChangeStream.mediaType, .cacheControl: "no-store", .vary: "Accept",
            ]
            configuration.cors.append(to: &fields)
            let stream = ChangeStream(store: store, since: since)
            return .ready(
                Response(
                    status: 200, fields: fields, body: .stream(stream.producer),
                    route: Route.changes.label))
        }
        guard let wait = reading.wait else { return nil }
        let request = try ReadRequest(head, route: .changes, now: configuration.now())
        let held = Reading(isPretty: isPretty, representation: reading.representation)
        return .later(bodyLimit: 0) { [self] _, reply in
            store.whenChanged(past: reading.since, within: wait) { [self] in
                render(held, request, .identity) { [self] in reply.send(finish($0, request)) }
            }
        }
    }

    private func probe(_ probe: Probe, _ head: RequestHead) -> Answer {
        let verbose = head.queryText?.split(separator: "&").contains { $0.hasPrefix("verbose") }
        let isVerbose = verbose ?? false
        let checks = health.processChecks(probe)
        guard probe == .ready, checks.allSatisfy(\.passes) else {
            return .ready(health.probe(checks, verbose: isVerbose, route: .probe(probe)))
        }
        return .later(bodyLimit: 0) { [self] _, reply in
            store.read {
                try $0.generation()
            } completion: { [health] result in
                let answers = (try? result.get()) != nil
                let all = checks + [HealthReport.Check(name: "store answers", passes: answers)]
                reply.send(health.probe(all, verbose: isVerbose, route: .probe(probe)))
            }
        }
    }

    private func healthDocument(_ reply: Reply) {
        let now = configuration.now()
        store.read { [health] view in
            health.document(
                health.readyChecks + [.init(name: "store", passes: true)]
                    + (try health.libraryChecks(view, now: now)), now: now)
        } completion: { [health] result in
            switch result {
            case .success(let response): reply.send(response)
            case .failure(let error):
                let store = HealthReport.Check(
                    name: "store", passes: false, output: error.publicReason)
                reply.send(health.document(health.readyChecks + [store], now: now))
            }
        }
    }
}

extension StaticDocument? {
    /// The document, or 404 where this server has none.
    fileprivate func orNotFound() throws(Problem) -> StaticDocument {
        guard let self else { throw .notFound }
        return self
    }
}

extension HealthReport {
    fileprivate var readyChecks: [Check] { processChecks(.ready) }
}

extension StoreError {
    /// The kind of error, without paths.
    fileprivate var publicReason: String {
        switch self {
        case .overloaded: "too many reads are waiting"
        case .timeLimit: "a read took too long"
        default: "a read failed; the server's log says more"
        }
    }
}
