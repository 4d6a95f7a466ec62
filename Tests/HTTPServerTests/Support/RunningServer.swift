import HTTP
import Logging
import Testing

@testable import HTTPServer

/// A server on a free port for the time of one test.
struct RunningServer {
    let server: Server
    let bound: [BoundAddress]
    /// The settings it started with.
    let live: LiveSettings
    var port: UInt16 { bound.compactMap(\.port).first ?? 0 }

    init(
        listen: [ListenAddress] = [.tcp(host: "127.0.0.1", port: 0)], loops: Int = 1,
        responder: Responder = TestResponder().responder,
        configure: (inout ServerConfiguration) -> Void = { _ in }
    ) throws {
        var configuration = ServerConfiguration(listen: listen, loops: loops)
        configure(&configuration)
        live = configuration.live
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        server = Server(configuration: configuration, responder: responder, logger: logger)
        bound = try server.start()
    }

    func client(receiveBuffer: Int32? = nil) throws -> TestClient {
        try TestClient(port: port, receiveBuffer: receiveBuffer)
    }

    /// Waits until so many connections have been accepted. The system tells of a silent one late.
    func hasAccepted(_ count: Int) async throws {
        #expect(try await eventually { server.counters.accepted >= count })
    }

    func stop() async {
        server.cut()
        await server.waitUntilStopped()
        // Whatever happened, nothing is left open.
        #expect(server.counters.open == 0)
    }
}

/// Waits until something is so: loops count a moment after they have written.
func eventually(_ condition: () throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        try await Task.sleep(for: .milliseconds(5))
    }
    return try condition()
}

/// Runs a test against a server, and stops it.
func withServer(
    loops: Int = 1, responder: Responder = TestResponder().responder,
    configure: (inout ServerConfiguration) -> Void = { _ in },
    body: (RunningServer) async throws -> Void
) async throws {
    let running = try RunningServer(loops: loops, responder: responder, configure: configure)
    do {
        try await body(running)
    } catch {
        await running.stop()
        throw error
    }
    await running.stop()
}

let get = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
