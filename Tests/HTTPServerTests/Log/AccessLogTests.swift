import HTTP
import Synchronization
import Testing

@testable import HTTPServer

@Suite("Access log", .timeLimit(.minutes(1)))
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
