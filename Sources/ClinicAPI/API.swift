import ClinicCore
public import ClinicStore
import Dispatch
public import Foundation
public import HTTP
import HTTPTypes
public import Logging
import Synchronization

/// The HTTP interface to a library: requests in, responses out. It sees no socket.
///
/// A request is answered from the cache on the event loop, or else read from the store on one of its
/// queues; equal reads under way are done once. May be used from any thread.
public final class API: Sendable {
    let store: Store
    let configuration: Configuration
    let status: LibraryStatus
    private let startedAt: Date
    private let presentation: Mutex<Presentation>
    let cache: ResponseCache
    private let flights = Flights<Flight, Result<CachedResponse, Problem>>()
    let logger: Logger
    /// Who could not be let in, counted.
    let authFailures: AuthFailures
    /// Where long bodies of editors are read.
    let longBodies = DispatchQueue(label: "clinic.editing.bodies", attributes: .concurrent)

    /// Sends the webhook of that id a test, and gives what came of it.
    public typealias WebhookTest =
        @Sendable (
            String, @escaping @Sendable (Result<WebhookDelivery, WebhookFailure>) -> Void
        ) -> Void

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
        /// How much an editor may send at once.
        public var bodyLimits = BodyLimits()
        /// The page at `/`, HTML; nil for none.
        public var homePage: [UInt8]?
        /// Reads what `/openapi.json` answers, JSON; nil for none. Called when it is first asked for,
        /// off the event loops, and again after `adopt`.
        public var openAPI: @Sendable () -> [UInt8]? = { nil }
        /// What `/metrics` answers, beside what the library itself tells.
        public var metrics = MetricsRegistry()
        /// Whether probes, health, version and metrics are answered by `operationsResponder` only.
        public var separatesOperations = false
        /// Sends a webhook a test; nil where nothing is sent.
        public var testWebhook: WebhookTest?
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
        let epoch: Int
    }

    /// What is served in one place.
    private enum Part {
        case everything, library, operations, local

        func has(_ route: Route) -> Bool {
            switch self {
            case .everything, .local: true
            case .library: !route.isOperations
            case .operations: route.isOperations
            }
        }
    }

    /// Serves that store.
    public init(
        store: Store, configuration: Configuration, status: LibraryStatus, logger: Logger
    ) {
        self.store = store
        self.configuration = configuration
        self.logger = logger
        self.status = status
        startedAt = configuration.now()
        authFailures = AuthFailures(configuration.metrics)
        presentation = Mutex(
            Presentation(configuration, cors: configuration.cors, epoch: 0))
        cache = ResponseCache(capacity: configuration.cacheBytes)
    }

    /// What the engine calls.
    public var responder: Responder {
        responder(for: configuration.separatesOperations ? .library : .everything)
    }

    /// What the engine calls where probes, health, version and metrics have a place of their own.
    public var operationsResponder: Responder { responder(for: .operations) }

    /// What the engine calls for the socket in the data directory: whoever can open it is an
    /// administrator and needs no token.
    public var localResponder: Responder { responder(for: .local) }

    /// The paths of the probes, which no limit on clients may stop.
    public static var probePaths: [String] { Probe.allCases.map { "/\($0.rawValue)" } }

    private func responder(for part: Part) -> Responder {
        Responder { [self] head in
            respond(head, part)
        } refuse: { [self] refusal in
            Problem(refusal).response(instance: nil, route: "refused", cors: shown.cors)
        }
    }

    /// Goes on with other web pages that may read. Answers made before are forgotten.
    public func adopt(_ cors: CORS) {
        let epoch = presentation.withLock { presentation in
            presentation = Presentation(configuration, cors: cors, epoch: presentation.epoch + 1)
            return presentation.epoch
        }
        cache.clear(epoch: epoch)
    }

    var shown: Presentation { presentation.withLock { $0 } }

    var health: HealthReport {
        HealthReport(
            version: configuration.version, startedAt: startedAt, status: status, cors: shown.cors)
    }

    private func respond(_ head: RequestHead, _ part: Part) -> Answer {
        let key = part == .operations ? nil : CacheKey(head)
        let generation = store.generation
        let hash = key?.hash ?? 0
        if let key,
            let found = cache.find(key, hash: hash, generation: generation, now: head.now),
            let response = found.answer(to: head)
        {
            return .ready(response)
        }
        let path = head.pathText
        let cors = shown.cors.answering(head)
        guard let route = Route(path: path), part.has(route) else {
            if path == "*", head.method == .options { return .ready(options(.index, head, cors)) }
            return .ready(answer(.notFound, path, route: "unknown", cors))
        }
        if isEditorial(route, head) { return editing(route, head, cors, isLocal: part == .local) }
        switch head.method {
        case .get, .head: break
        case .options: return .ready(options(route, head, cors))
        default:
            let problem = Problem.methodNotAllowed(head.method.rawValue, allowed: route.allowed)
            return .ready(answer(problem, path, route: route.label, cors))
        }
        do throws(Problem) {
            let place = key.map { CachePlace(key: .init($0), hash: hash, generation: generation) }
            return try read(route, head, place, cors)
        } catch {
            return .ready(answer(error, path, route: route.label, cors))
        }
    }

    /// Where an answer would be kept, and of which generation.
    private struct CachePlace: Sendable {
        let key: CacheKey.Copy
        let hash: Int
        let generation: Int64
    }

    /// Answers what is not in the cache.
    private func read(
        _ route: Route, _ head: RequestHead, _ place: CachePlace?, _ cors: CORS
    ) throws(Problem) -> Answer {
        switch route {
        case .probe(let probe): return self.probe(probe, head)
        case .health: return .later(bodyLimit: 0) { [self] _, reply in healthDocument(reply) }
        case .version: return .ready(health.versionDocument())
        case .metrics: return .later(bodyLimit: 0) { [self] _, reply in metricsDocument(reply) }
        case .home:
            guard let page = shown.homePage else { throw .notFound }
            guard let response = page[head.preferredCoding].answer(to: head) else {
                throw .preconditionFailed
            }
            return .ready(response)
        case .openAPI: return try description(head)
        case .export: return try export(head, cors)
        case .preview(let link): return preview(link, head, cors)
        case .changes:
            if let answer = try waitForChanges(head, cors) { return answer }
        case .editing: throw .methodNotAllowed(head.method.rawValue, allowed: route.allowed)
        default: break
        }
        if route != .changes { try negotiate(head, [Self.json]) }
        let request = try ReadRequest(head, route: route, now: configuration.now())
        return answer(request, try Reading(request), head.preferredCoding, place, cors)
    }

    /// Reads the library, or waits for an equal read under way.
    private func answer(
        _ request: ReadRequest, _ reading: Reading, _ coding: ContentCoding, _ place: CachePlace?,
        _ cors: CORS
    ) -> Answer {
        let shown = shown
        return .later(bodyLimit: 0) { [self] _, reply in
            guard let place else {
                render(reading, request, coding, shown.maker.with(cors)) { [self] result in
                    reply.send(finish(result, request, cors))
                }
                return
            }
            cache.noteMiss()
            let flight = Flight(
                key: place.key, generation: place.generation, epoch: shown.epoch)
            let waiter: @Sendable (Result<CachedResponse, Problem>) -> Void = { [self] result in
                reply.send(finish(result, request, shown.cors))
            }
            guard flights.join(flight, waiter) else { return }
            render(reading, request, coding, shown.maker) { [self] result in
                if case .success(let made) = result {
                    cache.insert(
                        made, for: place.key, hash: place.hash, current: store.generation,
                        epoch: shown.epoch)
                }
                flights.land(flight, result)
            }
        }
    }

    /// Reads from the store and makes the bytes, on one of its queues.
    func render(
        _ reading: Reading, _ request: ReadRequest, _ coding: ContentCoding,
        _ maker: ResponseMaker,
        _ completion: @escaping @Sendable (Result<CachedResponse, Problem>) -> Void
    ) {
        store.read { view -> Result<CachedResponse, Problem> in
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
    func finish(
        _ result: Result<CachedResponse, Problem>, _ request: ReadRequest, _ cors: CORS
    ) -> Response {
        switch result {
        case .success(let made):
            request.head.withHead(made.answer)
                ?? answer(.preconditionFailed, request.path, route: request.route.label, cors)
        case .failure(let problem):
            answer(problem, request.path, route: request.route.label, cors)
        }
    }

    func problem(_ error: StoreError) -> Problem {
        switch error {
        case .overloaded: return .unavailable("The server is busy. Please try again shortly.")
        case .timeLimit: return .unavailable("The library took too long to answer.")
        default:
            logger.error("a read failed", metadata: ["error": "\(error)"])
            return .internalError
        }
    }

    /// A problem as the answer; `path` is that of the request, nil where it must not be repeated.
    func answer(_ problem: Problem, _ path: String?, route: String, _ cors: CORS) -> Response {
        problem.response(instance: path, route: route, cors: cors)
    }
}
