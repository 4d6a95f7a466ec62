import HTTP
import Testing

@testable import HTTPServer

@Suite("What a server measures", .timeLimit(.minutes(5)))
struct ServerMetricsTests {
    @Test("Requests by route and class, bytes, refusals by reason")
    func requests() async throws {
        try await withServer { running in
            let client = try running.client()
            let missing = "GET /nope HTTP/1.1\r\nHost: x\r\n\r\n"
            let later = "GET /later HTTP/1.1\r\nHost: x\r\n\r\n"
            let sent = get + missing + later
            client.send(sent)
            client.receive { TestResponse.parse($0).count == 3 }
            let received = client.received.count
            #expect(try await eventually { running.server.metrics.sentBytes == received })
            let metrics = running.server.metrics
            #expect(metrics.receivedBytes == sent.utf8.count)
            // The late answer has the same label as the ready one.
            #expect(metrics.routes["/livez"]?.byClass == [0, 2, 0, 0, 0])
            #expect(metrics.routes["problem"]?.byClass == [0, 0, 0, 1, 0])
            #expect(metrics.routes["/livez"]?.duration.counts.reduce(0, +) == 2)
            #expect(metrics.loopTurn.counts.reduce(0, +) > 0)
            let bad = try running.client()
            bad.send("BAD\r\n\r\n")
            bad.receiveToEnd()
            #expect(running.server.metrics.refusals[.badRequest] == 1)
            #expect(running.server.metrics.refusals[.uriTooLong] == 0)
            #expect(running.server.counters.refused == 1)
        }
    }

    @Test(
        "Each refusal is counted by its reason, and as no other",
        arguments: [
            ("GET / HTTP/1.1\r\n\r\n", .badRequest), ("GET /livez HT", .requestTimeout),
            (
                "PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n",
                .contentTooLarge
            ),
            ("GET /\(String(repeating: "a", count: 8192)) HTTP/1.1\r\n", .uriTooLong),
            (
                "GET / HTTP/1.1\r\nA: \(String(repeating: "a", count: 16_384))\r\n",
                .headerFieldsTooLarge
            ),
            ("GET / HTTP/1.1\r\nHost: x\r\nExpect: more\r\n\r\n", .expectationFailed),
            ("BREW / HTTP/1.1\r\nHost: x\r\n\r\n", .methodNotImplemented),
            (
                "PUT /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: br\r\n\r\n",
                .codingNotImplemented
            ),
            ("GET / HTTP/2.0\r\nHost: x\r\n\r\n", .versionNotSupported),
        ] as [(String, Refusal.Reason)])
    func refusals(request: String, reason: Refusal.Reason) async throws {
        try await withServer(configure: { $0.deadlines.head = .milliseconds(100) }) { running in
            let client = try running.client()
            client.send(request)
            #expect(client.responses(1).count == 1)
            let counted = running.server.metrics.refusals.filter { $0.value != 0 }
            #expect(counted == [reason: 1])
        }
    }

    @Test("A stream is counted once, when it ends")
    func stream() async throws {
        try await withServer { running in
            let client = try running.client()
            client.send("GET /stream?3 HTTP/1.1\r\nHost: x\r\n\r\n")
            client.receive { $0.suffix(5) == Array("0\r\n\r\n".utf8)[...] }
            #expect(
                try await eventually {
                    running.server.metrics.routes["/stream"]?.byClass[1] == 1
                })
        }
    }

    @Test("Connections are counted by what they are busy with, and none is left at the end")
    func connections() async throws {
        try await withServer(configure: { $0.limits.queuedOutputBytes = 64 * 1024 }) { running in
            func states() -> [ConnectionState: Int] {
                running.server.metrics.connections.filter { $0.value != 0 }
            }
            let idle = try running.client()
            idle.send(get)
            _ = idle.responses(1)
            let reading = try running.client()
            reading.send("GET /livez HT")
            let handling = try running.client()
            handling.send("GET /later?5000 HTTP/1.1\r\nHost: x\r\n\r\n")
            let writing = try running.client(receiveBuffer: 4096)
            writing.send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
            let expected: [ConnectionState: Int] = [
                .idle: 1, .reading: 1, .handling: 1, .writing: 1,
            ]
            #expect(try await eventually { states() == expected }, "\(states())")
            withExtendedLifetime((idle, reading, handling, writing)) {}
        }
    }

    @Test("A missed deadline is counted by its name, and its answer took as long as it had")
    func deadlines() async throws {
        try await withServer(configure: { $0.deadlines.head = .milliseconds(200) }) { running in
            let client = try running.client()
            client.send("GET /livez HT")
            client.receiveToEnd()
            let metrics = running.server.metrics
            #expect(metrics.missedDeadlines["head"] == 1)
            #expect(metrics.refusals[.requestTimeout] == 1)
            #expect((metrics.routes["problem"]?.duration.microseconds ?? 0) >= 150_000)
        }
    }

    @Test("The sum over servers is the sum of each part")
    func sum() {
        var one = ServerMetrics()
        one.counters.accepted = 1
        one.routes["/a"] = .init()
        one.routes["/a"]?.byClass[1] = 2
        one.refusals[.overloaded] = 3
        one.loopTurn.counts[0] = 4
        var sum = one
        sum.add(one)
        #expect(sum.counters.accepted == 2 && sum.routes["/a"]?.byClass[1] == 4)
        #expect(sum.refusals[.overloaded] == 6 && sum.loopTurn.counts[0] == 8)
    }
}
