import ClinicCore
public import ClinicStore
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
    private let store: Store
    private let configuration: Configuration
    private let status: LibraryStatus
    private let startedAt: Date
    private let presentation: Mutex<Presentation>
    private let cache: ResponseCache
    private let flights = Flights<Flight, Result<CachedResponse, Problem>>()
    private let logger: Logger

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

    private var shown: Presentation { presentation.withLock { $0 } }

    private var editors: EditingAPI {
        EditingAPI(
            store: store, cors: shown.cors, logger: logger, testWebhook: configuration.testWebhook)
    }

    private var health: HealthReport {
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
        guard let route = Route(path: path), part.has(route) else {
            if path == "*", head.method == .options { return .ready(options(.index, head)) }
            return .ready(answer(.notFound, path, route: "unknown"))
        }
        if isEditorial(route, head) { return editing(route, head, isLocal: part == .local) }
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
                head, route: route, isLocal: isLocal, limits: configuration.bodyLimits,
                now: configuration.now())
        } catch {
            return .ready(answer(error, path, route: route.label))
        }
        let takesBody = [.put, .patch, .post].contains(head.method)
        return .later(bodyLimit: takesBody ? configuration.bodyLimits.bytes : 0) {
            [self] body, reply in
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
        case .metrics: return .later(bodyLimit: 0) { [self] _, reply in metricsDocument(reply) }
        case .home:
            guard let page = shown.homePage else { throw .notFound }
            guard let response = page[head.preferredCoding].answer(to: head) else {
                throw .preconditionFailed
            }
            return .ready(response)
        case .openAPI: return try description(head)
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
        let shown = shown
        return .later(bodyLimit: 0) { [self] _, reply in
            let waiter: @Sendable (Result<CachedResponse, Problem>) -> Void = { [self] result in
                reply.send(finish(result, request))
            }
            guard let key else {
                render(reading, request, coding, shown.maker, waiter)
                return
            }
            cache.noteMiss()
            let flight = Flight(key: key, generation: generation, epoch: shown.epoch)
            guard flights.join(flight, waiter) else { return }
            render(reading, request, coding, shown.maker) { [self] result in
                if case .success(let made) = result {
                    cache.insert(
                        made, for: key, hash: hash, current: store.generation,
                        epoch: shown.epoch)
                }
                flights.land(flight, result)
            }
        }
    }

    /// Reads from the store and makes the bytes, on one of its queues.
    private func render(
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
        problem.response(instance: path, route: route, cors: shown.cors)
    }
}

/// Answers that are not documents of the library.
extension API {
    private static let json = "application/json"

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
        shown.cors.append(to: &fields)
        if head.field("access-control-request-method") != nil {
            shown.cors.appendPreflight(to: &fields, methods: route.allowed)
        }
        return Response(status: 204, fields: fields, body: .none, route: route.label)
    }

    private func description(_ head: RequestHead) throws(Problem) -> Answer {
        try negotiate(head, [Self.json])
        let request = try ReadRequest(head, route: .openAPI, now: configuration.now())
        var reader = ParameterReader(request.query)
        try reader.finish()
        let coding = head.preferredCoding
        return .later(bodyLimit: 0) { [self, description = shown.openAPI] _, reply in
            Task {
                let made = await description.value?[coding]
                reply.send(finish(made.map(Result.success) ?? .failure(.notFound), request))
            }
        }
    }

    private func export(_ head: RequestHead) throws(Problem) -> Answer {
        try negotiate(head, [LibraryExport.mediaType])
        var reader = ParameterReader(try QueryParameters(head.queryText))
        try reader.finish()
        var fields = HTTPFields()
        fields[.contentType] = LibraryExport.mediaType
        fields[.cacheControl] = "no-cache"
        fields[.vary] = "Accept, Accept-Encoding"
        shown.cors.append(to: &fields)
        var producer = LibraryExport(now: configuration.now()).producer(from: store)
        if head.preferredCoding == .gzip {
            fields[.contentEncoding] = "gzip"
            producer = producer.gzipped(level: configuration.gzipLevel)
        }
        return .ready(
            Response(
                status: 200, fields: fields, body: .stream(producer), route: Route.export.label))
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
            shown.cors.append(to: &fields)
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
                render(held, request, .identity, shown.maker) { [self] in
                    reply.send(finish($0, request))
                }
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

extension API {
    private func metricsDocument(_ reply: Reply) {
        let now = configuration.now()
        store.read { view in
            try LibraryMetrics.read(view, now: now)
        } completion: { [self] result in
            var text = configuration.metrics.text()
            let library = LibraryMetrics(
                version: configuration.version, cache: cache.usage, status: status.current,
                generation: store.generation, waitingReads: store.waitingReads,
                reading: try? result.get())
            library.write(to: &text)
            reply.send(LibraryMetrics.response(text))
        }
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
