import Glibc
import HTTP
import Synchronization
import Testing

@testable import HTTPServer

@Suite("Server: deadlines and limits over sockets", .timeLimit(.minutes(5)))
struct ServerDeadlineTests {
    private func withDeadlines(
        _ change: (inout Deadlines) -> Void, body: (RunningServer) async throws -> Void
    ) async throws {
        try await withServer(configure: { change(&$0.deadlines) }, body: body)
    }

    @Test("Who sends nothing is closed without a word")
    func firstByte() async throws {
        try await withDeadlines({ $0.firstByte = .milliseconds(100) }) { running in
            let client = try running.client()
            #expect(client.receiveToEnd() == .closed)
            #expect(client.received.isEmpty)
        }
    }

    @Test("Who does not finish a head is told 408, however much it drips")
    func head() async throws {
        try await withDeadlines({ $0.head = .milliseconds(300) }) { running in
            let client = try running.client()
            client.send("GET /livez HTTP/1.1\r\nX: ")
            let clock = ContinuousClock()
            let start = clock.now
            while clock.now - start < .milliseconds(200) {
                client.send("a")
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(client.receiveToEnd() == .closed)
            #expect(client.text.hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test("Who does not finish a body is told 408")
    func body() async throws {
        try await withDeadlines({ $0.body = .milliseconds(100) }) { running in
            let client = try running.client()
            client.send("PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab")
            #expect(client.receiveToEnd() == .closed)
            #expect(client.text.hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test("Who sends a body too slowly is told 408")
    func bodyRate() async throws {
        try await withDeadlines({ $0.bodyRateGrace = .milliseconds(200) }) { running in
            let client = try running.client()
            client.send("PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab")
            #expect(client.receiveToEnd() == .closed)
            #expect(client.text.hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test("An idle connection is closed")
    func idle() async throws {
        try await withDeadlines({ $0.idle = .milliseconds(100) }) { running in
            let client = try running.client()
            client.send(get)
            #expect(client.receiveToEnd() == .closed)
            #expect(client.text.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test("Who takes nothing is reset, and its producer told")
    func writeStall() async throws {
        let cancels = Atomic(0)
        let responder = Responder(
            respond: { _ in
                .ready(
                    TestResponder.streamed(
                        BodyProducer(
                            next: { $0(.bytes([UInt8](repeating: 0x61, count: 50_000))) },
                            cancel: { cancels.add(1, ordering: .relaxed) })))
            },
            refuse: TestResponder.refuse)
        try await withServer(
            responder: responder,
            configure: { $0.deadlines.writeStall = .milliseconds(200) }
        ) { running in
            let client = try running.client(receiveBuffer: 2048)
            client.send(get)
            while running.server.counters.stalled == 0 { await Task.yield() }
            #expect(client.receiveToEnd() == .reset)
        }
        #expect(cancels.load(ordering: .relaxed) == 1)
    }

    @Test("Who takes nothing of an answer that fits the kernel's buffer is reset too")
    func undelivered() async throws {
        try await withServer(configure: { $0.deadlines.writeStall = .milliseconds(200) }) {
            running in
            let client = try running.client(receiveBuffer: 2048)
            client.send(
                String(repeating: "GET /v1/conditions HTTP/1.1\r\nHost: x\r\n\r\n", count: 10))
            while running.server.counters.stalled == 0 { await Task.yield() }
            #expect(client.receiveToEnd() == .reset)
        }
    }

    @Test("A peer that does not read stops being read")
    func backpressure() async throws {
        try await withServer(configure: { $0.limits.queuedOutputBytes = 50_000 }) { running in
            let client = try running.client(receiveBuffer: 2048)
            let request = "GET /v1/conditions HTTP/1.1\r\nHost: x\r\n\r\n"
            client.send(String(repeating: request, count: 1000))
            client.send("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let other = try running.client()
            other.send(get)
            #expect(other.responses(1).first?.status == 200)
            // Far fewer than asked for have been made: the rest waits in the kernel.
            #expect(running.server.counters.responses < 900)
            #expect(client.receiveToEnd() == .closed)
            #expect(TestResponse.parse(client.received).count == 1001)
        }
    }

    @Test(
        "As many pipelined requests as the limit says are answered in one turn, one more in another",
        arguments: [(4, 1), (5, 2)])
    func pipelineDepth(requests: Int, turns: Int) async throws {
        try await withServer(configure: { $0.limits.pipelineDepth = 4 }) { running in
            let client = try running.client()
            client.send(get)
            #expect(client.responses(1).count == 1)
            func count() -> Int { running.server.metrics.loopTurn.counts.reduce(0, +) }
            // A turn is counted when it ends, a moment after its answers have gone.
            while count() < 2 { await Task.yield() }
            client.send(String(repeating: get, count: requests))
            #expect(client.responses(requests).count == requests)
            while count() < 2 + turns { await Task.yield() }
            #expect(count() == 2 + turns)
        }
    }

    @Test("At the connection limit the one idle longest makes room")
    func eviction() async throws {
        try await withServer(configure: { $0.limits.connections = 8 }) { running in
            var clients: [TestClient] = []
            for index in 0..<8 {
                let client = try running.client()
                clients.append(client)
                // The first has not asked for anything since it came.
                if index == 0 {
                    try await running.hasAccepted(1)
                    continue
                }
                client.send(get)
                #expect(client.responses(1).first?.status == 200)
            }
            let ninth = try running.client()
            ninth.send(get)
            #expect(ninth.responses(1).first?.status == 200)
            #expect(clients[0].receiveToEnd() == .closed)
            clients[1].send(get)
            #expect(clients[1].responses(1).first?.status == 200)
            #expect(running.server.counters.evicted == 1)
        }
    }

    @Test("At the connection limit a request that has come is answered, though not yet read")
    func unread() async throws {
        let isBusy = Atomic(false)
        let hasAll = Atomic(false)
        let test = TestResponder()
        let responder = Responder(
            respond: { head in
                if head.pathText == "/later" {
                    isBusy.store(true, ordering: .relaxed)
                    // The loop is held up on purpose, so that all have come when it goes on.
                    while !hasAll.load(ordering: .acquiring) { usleep(1000) }
                }
                return test.responder.respond(head)
            },
            refuse: TestResponder.refuse)
        try await withServer(responder: responder, configure: { $0.limits.connections = 8 }) {
            running in
            let first = try running.client()
            first.send("GET /later?1000 HTTP/1.1\r\nHost: x\r\n\r\n")
            while !isBusy.load(ordering: .relaxed) { await Task.yield() }
            let clients = try (0..<12).map { _ in
                let client = try running.client()
                client.send(get)
                return client
            }
            hasAll.store(true, ordering: .releasing)
            for client in clients + [first] {
                #expect(client.responses(1).first?.status == 200)
            }
        }
    }

    /// A client whose request waits for its body.
    private func busyClient(of running: RunningServer) throws -> TestClient {
        let client = try running.client()
        client.send(
            "PUT /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n")
        client.receive { $0.count >= 25 }
        return client
    }

    @Test("At the connection limit, with none idle, the next waits until one is idle")
    func fullUntilIdle() async throws {
        try await withServer(configure: { $0.limits.connections = 8 }) { running in
            let busy = try (0..<8).map { _ in try busyClient(of: running) }
            func turns() -> Int { running.server.metrics.loopTurn.counts.reduce(0, +) }
            let before = turns()
            let ninth = try running.client()
            ninth.send(get)
            // The loop finds nobody idle in the meantime.
            while turns() == before { await Task.yield() }
            busy[0].send("a")
            #expect(ninth.responses(1).first?.status == 200)
            #expect(running.server.counters.evicted == 1)
        }
    }

    @Test("At the connection limit, with none idle, the next waits until one is done")
    func full() async throws {
        try await withServer(configure: { $0.limits.connections = 8 }) { running in
            let busy = try (0..<8).map { _ in try busyClient(of: running) }
            let ninth = try running.client()
            ninth.send(get)
            busy[0].reset()
            #expect(ninth.responses(1).first?.status == 200)
            #expect(running.server.counters.evicted == 0)
        }
    }
}
