import Glibc
import HTTP
import HTTPTypes
import Synchronization
import Testing

@testable import HTTPServer

@Suite("Access log", .timeLimit(.minutes(5)))
struct AccessLogTests {
    private final class Lines: Sendable {
        let bytes = Mutex<[UInt8]>([])

        var text: [String] {
            bytes.withLock { String(decoding: $0, as: UTF8.self) }.split(separator: "\n").map(
                String.init)
        }
    }

    @Test("Each answer is one line, with its route and never its path")
    func lines() async throws {
        let lines = Lines()
        let log = AccessLog(format: .json) { bytes in lines.bytes.withLock { $0 += bytes } }
        try await withServer(configure: { $0.accessLog = log }) { running in
            let client = try running.client()
            client.send(
                "GET /v1/conditions?q=secret HTTP/1.1\r\nHost: x\r\nX-Request-Id: abc\r\n\r\n")
            _ = client.responses(1)
            client.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = client.responses(1)
            client.send("GET /stream?2 HTTP/1.1\r\nHost: x\r\n\r\n")
            client.receive { $0.suffix(5) == Array("0\r\n\r\n".utf8)[...] }
            client.send("BAD\r\n\r\n")
            client.receiveToEnd()
        }
        let text = lines.text
        #expect(text.count == 4)
        #expect(
            text[0].contains(#""method":"GET","route":"/v1/conditions","status":200,"bytes":7007,"#)
        )
        #expect(text[0].contains(#""requestId":"abc"}"#))
        #expect(text[1].contains(#""route":"/livez","status":200,"bytes":3"#))
        #expect(text[2].contains(#""route":"/stream","status":200,"bytes":20000"#))
        #expect(text[3].contains(#""method":"-","route":"problem","status":400"#))
        #expect(!text.joined().contains("secret"))
    }

    @Test("A trace is taken over into the line and answered with the span of the line")
    func trace() async throws {
        let lines = Lines()
        let log = AccessLog(format: .json) { bytes in lines.bytes.withLock { $0 += bytes } }
        let trace = "00-0af7651916cd43dd8448eb211c80319c"
        var spans: [String] = []
        try await withServer(configure: { $0.accessLog = log }) { running in
            let client = try running.client()
            for path in ["/livez", "/later"] {
                client.send(
                    "GET \(path) HTTP/1.1\r\nHost: x\r\nTraceparent: \(trace)-b7ad6b7169203331-01\r\n\r\n"
                )
                let answered = client.responses(1).first?.value("traceparent") ?? ""
                #expect(answered.hasPrefix(trace + "-") && answered.hasSuffix("-01"))
                spans.append(String(answered.dropFirst(36).prefix(16)))
            }
            client.send(get)
            #expect(client.responses(1).first?.value("traceparent") == nil)
        }
        for (line, span) in zip(lines.text, spans) {
            #expect(
                line.hasSuffix(
                    #""traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"\#(span)"}"#))
        }
        #expect(lines.text.count == 3 && lines.text.last?.contains("traceId") == false)
    }

    @Test("A sample of requests is logged, faults of the server always", arguments: [0, 0.25, 1])
    func sample(share: Double) async throws {
        let lines = Lines()
        let log = AccessLog(format: .text) { bytes in lines.bytes.withLock { $0 += bytes } }
        let broken = Response(status: 500, fields: [:], body: .none, route: "broken")
        let live = TestResponder().live
        let responder = Responder { head in
            .ready(head.pathText == "/broken" ? broken : live)
        } refuse: {
            TestResponder.refuse($0)
        }
        try await withServer(
            responder: responder,
            configure: {
                $0.accessLog = log
                $0.live.accessLogSample = share
            }
        ) { running in
            let client = try running.client()
            client.send(String(repeating: get, count: 2000))
            #expect(client.responses(2000).count == 2000)
            client.send(String(repeating: "GET /broken HTTP/1.1\r\nHost: x\r\n\r\n", count: 5))
            #expect(client.responses(5).count == 5)
            // Every one of them is counted.
            #expect(running.server.metrics.routes["/livez"]?.byClass[1] == 2000)
        }
        let logged = lines.text.count { $0.contains("/livez") }
        #expect(lines.text.count { $0.contains("broken") } == 5)
        // Six standard deviations around the share.
        let deviation = (2000 * share * (1 - share)).squareRoot() * 6
        #expect(abs(Double(logged) - 2000 * share) <= deviation)
    }

    @Test("Who waits for the stop waits for the lines, however late it begins to wait")
    func writtenAtTheEnd() async throws {
        let lines = Lines()
        let log = AccessLog(format: .text) { bytes in
            usleep(300_000)
            lines.bytes.withLock { $0 += bytes }
        }
        let running = try RunningServer { $0.accessLog = log }
        let client = try running.client()
        client.send(get)
        #expect(client.responses(1).count == 1)
        running.server.cut()
        // The loop has ended once nobody can connect any more.
        while (try? running.client()) != nil {}
        await running.server.waitUntilStopped()
        #expect(lines.text.count == 1)
    }

    @Test("Lines that cannot be written are dropped and counted")
    func drops() {
        let gate = Mutex(())
        let writer = AccessLogWriter(AccessLog(format: .text) { _ in gate.withLock { _ in } })
        gate.withLock { _ in
            for _ in 0..<100 { writer.submit([UInt8](repeating: 0x61, count: 100_000), count: 10) }
            #expect(writer.dropped > 0)
        }
    }
}
