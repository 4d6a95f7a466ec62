import ClinicAPI
import HTTP
import HTTPServer
import Logging

/// The servers of one run: the public one, and one for operations where that has a place of its own.
struct Engines: Sendable {
    private let main: Server
    private let operations: Server?

    /// Connections of the server for operations: a few machines ask a few questions.
    private static let operationsConnections = 256

    /// - Parameters:
    ///   - tls: what the public part is secured with.
    ///   - inherited: sockets that it serves instead of those it would open.
    init(
        _ settings: ServeSettings, _ tls: TLSContext?, inherited: [Int32], _ api: API,
        _ logger: Logger
    ) {
        let accessLog: AccessLog? =
            settings.accessLog
            ? .standardError(format: settings.logFormat.isJSON ? .json : .text) : nil
        var configuration = ServerConfiguration(listen: settings.listen, loops: settings.loops)
        configuration.accessLog = accessLog
        configuration.live = settings.live(tls)
        configuration.inherited = inherited
        configuration.limits = settings.engine.limits
        configuration.deadlines = settings.engine.deadlines
        main = Server(configuration: configuration, responder: api.responder, logger: logger)
        guard !settings.operationsListen.isEmpty else {
            operations = nil
            return
        }
        var other = ServerConfiguration(listen: settings.operationsListen, loops: 1)
        other.limits = settings.engine.limits
        other.limits.connections = Self.operationsConnections
        other.deadlines = settings.engine.deadlines
        other.accessLog = accessLog
        other.live.accessLogSample = settings.accessLogSample
        operations = Server(
            configuration: other, responder: api.operationsResponder, logger: logger)
    }

    /// Opens everything, the public part last.
    func start() throws(ListenError) -> (main: [BoundAddress], operations: [BoundAddress]) {
        let others = try operations?.start() ?? []
        do throws(ListenError) {
            return (try main.start(), others)
        } catch {
            operations?.cut()
            throw error
        }
    }

    /// Goes on with other settings.
    func adopt(_ settings: ServeSettings, _ tls: TLSContext?) {
        main.adopt(settings.live(tls))
        var live = LiveSettings()
        live.accessLogSample = settings.accessLogSample
        operations?.adopt(live)
    }

    /// Stops the public part gracefully. Operations are answered until it has stopped.
    func drain() { main.drain() }

    /// Stops everything at once.
    func cut() {
        main.cut()
        operations?.cut()
    }

    /// Returns when everything has stopped.
    func waitUntilStopped() async {
        await main.waitUntilStopped()
        operations?.drain()
        await operations?.waitUntilStopped()
    }

    /// What all of them measure.
    var metrics: ServerMetrics {
        var sum = main.metrics
        if let operations { sum.add(operations.metrics) }
        return sum
    }
}
