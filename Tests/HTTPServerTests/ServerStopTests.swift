import HTTP
import Synchronization
import Testing

@testable import HTTPServer

@Suite("Server: the stop", .timeLimit(.minutes(5)))
struct ServerStopTests {
    /// Replies that wait for the test to send them.
    private final class Held: Sendable {
        let replies = Mutex<[Reply]>([])

        var count: Int { replies.withLock { $0.count } }
    }

    @Test("A graceful stop answers what is in flight and closes the rest")
    func drain() async throws {
        let held = Held()
        let test = TestResponder()
        let responder = Responder(
            respond: { head in
                guard head.pathText == "/held" else { return test.responder.respond(head) }
                return .later(bodyLimit: 0) { _, reply in held.replies.withLock { $0.append(reply) }
                }
            },
            refuse: TestResponder.refuse)
        let running = try RunningServer(responder: responder)
        let idle = try running.client()
        idle.send(get)
        _ = idle.responses(1)
        let sending = try running.client()
        sending.send(
            "PUT /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        _ = sending.responses(1)
        let waiting = try running.client()
        waiting.send("GET /held HTTP/1.1\r\nHost: x\r\n\r\n")
        while held.count < 1 { await Task.yield() }

        running.server.drain()
        #expect(idle.receiveToEnd() == .closed)
        sending.send("ab")
        for reply in held.replies.withLock({ $0 }) { reply.send(test.live) }
        for (client, body) in [(sending, "ab"), (waiting, "ok\n")] {
            #expect(client.receiveToEnd() == .closed)
            #expect(client.text.hasPrefix("HTTP/1.1 200 OK"))
            #expect(client.text.contains("\r\nConnection: close\r\n"))
            #expect(client.text.hasSuffix(body))
        }
        await running.server.waitUntilStopped()
        #expect(throws: TestClient.ConnectError.self) { try running.client() }
        #expect(running.server.counters.open == 0)
    }

    @Test("A request that crosses the stop is answered")
    func crossing() async throws {
        let running = try RunningServer {
            // Long enough for a machine on which this test seldom gets its turn.
            $0.deadlines.drainIdle = .seconds(60)
            $0.deadlines.drain = .seconds(60)
        }
        let client = try running.client()
        client.send(get)
        _ = client.responses(1)
        running.server.drain()
        // The stop has begun once nobody is let in any more.
        while (try? running.client()) != nil { await Task.yield() }
        client.send(get)
        #expect(client.receiveToEnd() == .closed)
        #expect(client.text.contains("\r\nConnection: close\r\n"))
        await running.server.waitUntilStopped()
    }

    @Test("Who has connected when the listener closes, and asks after that, is answered")
    func arriving() async throws {
        let running = try RunningServer {
            // Long enough for a machine on which this test seldom gets its turn, and less than the second
            // after which the system tells of silent ones by itself.
            $0.deadlines.drainListening = .milliseconds(800)
            $0.deadlines.drainFirstByte = .seconds(60)
            $0.deadlines.drain = .seconds(60)
        }
        let before = try running.client()
        running.server.drain()
        // The loop has come to it by then.
        try await Task.sleep(for: .milliseconds(20))
        let after = try running.client()
        // The one before is told of with its first bytes, the one after at once.
        try await running.hasAccepted(1)
        before.send(get)
        #expect(before.receiveToEnd() == .closed)
        #expect(before.text.contains("\r\nConnection: close\r\n"))
        while (try? running.client()) != nil { await Task.yield() }
        after.send(get)
        #expect(after.receiveToEnd() == .closed)
        #expect(after.text.contains("\r\nConnection: close\r\n"))
        await running.server.waitUntilStopped()
    }

    @Test("What is not done in time is cut")
    func cutAfterDrain() async throws {
        let running = try RunningServer { $0.deadlines.drain = .milliseconds(100) }
        let client = try running.client()
        client.send("GET /later?30000 HTTP/1.1\r\nHost: x\r\n\r\n")
        try await running.hasAccepted(1)
        running.server.drain()
        await running.server.waitUntilStopped()
        #expect(client.receiveToEnd() == .reset)
    }

    @Test("A cut closes everything at once")
    func cut() async throws {
        let running = try RunningServer(loops: 2)
        let client = try running.client()
        client.send("GET /later?30000 HTTP/1.1\r\nHost: x\r\n\r\n")
        try await running.hasAccepted(1)
        running.server.cut()
        await running.server.waitUntilStopped()
        #expect(client.receiveToEnd() != .timedOut)
        // Waiting again, and stopping again, is harmless.
        running.server.drain()
        await running.server.waitUntilStopped()
    }
}
