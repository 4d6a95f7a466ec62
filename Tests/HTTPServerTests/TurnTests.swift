import Dispatch
import HTTP
import HTTPTypes
import Testing

@testable import HTTPServer

/// Requests on many connections that one turn of the loop receives: all are answered before any
/// answer is written.
@Suite("Connections answered in one turn", .timeLimit(.minutes(2)))
struct TurnTests {
    /// Answers with what `body(of:)` says, what is no GET later; `/wait` holds the loop until it is let go.
    private final class Application: Sendable {
        private let waits = DispatchSemaphore(value: 0)
        private let goesOn = DispatchSemaphore(value: 0)

        var responder: Responder {
            Responder(respond: { self.respond(to: $0) }, refuse: TestResponder.refuse)
        }

        private func respond(to head: RequestHead) -> Answer {
            if head.pathText == "/wait" {
                waits.signal()
                goesOn.wait()
            }
            let response = Response(
                status: 200, fields: [:], body: .bytes(TurnTests.body(of: head.pathText)),
                route: "test")
            guard head.method == .get else { return .later(bodyLimit: 9) { $1.send(response) } }
            return .ready(response)
        }

        /// Sends requests while the loop is held, so that it finds them all in its next turn.
        func inOneTurn(_ running: RunningServer, _ send: () -> Void) throws {
            let holder = try #require(TurnTests.clients(1, of: running).first)
            holder.send(TurnTests.get("/wait") + "GET /unfinished")  // so it is never idle
            waits.wait()
            send()
            goesOn.signal()
            #expect(holder.responses(1).first?.body == TurnTests.body(of: "/wait"))
        }
    }

    private static func get(_ path: String, _ lines: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: x\r\n\(lines)\r\n"
    }

    /// Of the path, and of a length of its own: `/large…` has more than a socket takes.
    private static func body(of path: String) -> [UInt8] {
        let text = Array(path.utf8)
        let count =
            path.hasPrefix("/large") ? 300_000 : path.hasPrefix("/none") ? 0 : text.count % 7 + 1
        return (0..<count).reduce(into: []) { bytes, _ in bytes += text }
    }

    /// Clients that epoll knows of: each has been answered once.
    private static func clients(
        _ count: Int, of running: RunningServer, receiveBuffer: Int32? = nil
    ) throws -> [TestClient] {
        try (0..<count).map { _ in
            let client = try TestClient(port: running.port, receiveBuffer: receiveBuffer)
            client.send(Self.get("/first"))
            #expect(client.responses(1).first?.status == 200)
            return client
        }
    }

    @Test("Each gets its own answers, in order, more of them than the outbox has room for")
    func ownAnswers() async throws {
        let application = Application()
        try await withServer(responder: application.responder) { running in
            let clients = try Self.clients(150, of: running)
            let paths = clients.indices.map { index in
                (0...(index % 20)).map { $0 % 3 == 2 ? "/none-\(index)-\($0)" : "/\(index)-\($0)" }
            }
            try application.inOneTurn(running) {
                for (client, paths) in zip(clients, paths) {
                    client.send(paths.map { Self.get($0) }.joined())
                }
            }
            for (client, paths) in zip(clients, paths) {
                #expect(client.responses(paths.count).map(\.body) == paths.map(Self.body))
            }
        }
    }

    @Test(
        "One that does not take its answers, one that ends, and one that is refused change no other's"
    )
    func unlikeEnds() async throws {
        let application = Application()
        try await withServer(responder: application.responder) { running in
            let slow = try #require(Self.clients(1, of: running, receiveBuffer: 4096).first)
            let others = try Self.clients(4, of: running)
            let large = ["/large-1", "/small", "/large-2"]
            try application.inOneTurn(running) {
                others[0].send(Self.get("/before"))
                slow.send(large.map { Self.get($0) }.joined())
                others[1].send(Self.get("/last", "Connection: close\r\n") + Self.get("/unread"))
                others[2].send(Self.get("/good") + "BAD\r\n\r\n")
                others[3].send(Self.get("/after"))
            }
            #expect(others[0].responses(1).map(\.body) == [Self.body(of: "/before")])
            #expect(others[1].receiveToEnd() == .closed)
            #expect(TestResponse.parse(others[1].received).map(\.body) == [Self.body(of: "/last")])
            #expect(others[2].receiveToEnd() == .closed)
            #expect(TestResponse.parse(others[2].received).map(\.status) == [200, 400])
            #expect(others[3].responses(1).map(\.body) == [Self.body(of: "/after")])
            #expect(slow.responses(3).map(\.body) == large.map(Self.body))
            slow.send(Self.get("/next"))
            #expect(slow.responses(1).map(\.body) == [Self.body(of: "/next")])
        }
    }

    @Test("One that makes room for another has got its answer before")
    func evicted() async throws {
        let application = Application()
        try await withServer(
            responder: application.responder, configure: { $0.limits.connections = 8 }
        ) { running in
            let first = try #require(Self.clients(1, of: running).first)
            let busy = try Self.clients(6, of: running)
            for client in busy { client.send("GET /unfinished") }
            var next: TestClient?
            try application.inOneTurn(running) {
                first.send(Self.get("/answered"))
                next = try? running.client()
                next?.send(Self.get("/next"))
            }
            #expect(first.receiveToEnd() == .closed)
            #expect(TestResponse.parse(first.received).map(\.body) == [Self.body(of: "/answered")])
            #expect(next?.responses(1).map(\.body) == [Self.body(of: "/next")])
        }
    }

    private static let pipelines = [
        // Told to go on with its body.
        get("/1")
            + "PUT /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n",
        // Some of many find no room for all of their answers.
        (0..<15).map { get("/\($0)") }.joined(),
    ]

    @Test("One that has broken before its answers are written is closed", arguments: pipelines)
    func broken(requests: String) async throws {
        let application = Application()
        try await withServer(responder: application.responder) { running in
            let other = try #require(Self.clients(1, of: running).first)
            var broken = try Self.clients(40, of: running)
            try application.inOneTurn(running) {
                for client in broken {
                    client.send(requests)
                    client.reset()
                }
                broken = []  // Closed, they tell the server at once.
                other.send(Self.get("/other"))
            }
            #expect(other.responses(1).map(\.body) == [Self.body(of: "/other")])
            #expect(try await eventually { running.server.counters.open == 1 })
        }
    }
}
