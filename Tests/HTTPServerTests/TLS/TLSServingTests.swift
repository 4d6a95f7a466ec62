import HTTP
import HTTPTypes
import TLSTesting
import Testing

@testable import HTTPServer

@Suite("TLS: requests and responses", .timeLimit(.minutes(5)))
struct TLSServingTests {
    @Test("Pipelined requests are answered in order, whatever is between them")
    func pipelining() async throws {
        try await withSecureServer { running in
            let client = try TLSClient(port: running.port)
            let echo = "PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
            client.send(String(repeating: get + echo, count: 20))
            let responses = client.responses(40)
            #expect(responses.count == 40)
            for (index, response) in responses.enumerated() {
                #expect(response.body == Array((index % 2 == 0 ? "ok\n" : "hello").utf8))
            }
        }
    }

    @Test("The last of more answers than are written together comes before the end")
    func lastOfMany() async throws {
        let long: HTTPFields = [.contentLanguage: String(repeating: "x", count: 2000)]
        let response = Response(status: 200, fields: long, body: .none, route: "test")
        try await withSecureServer(
            responder: Responder(respond: { _ in .ready(response) }, refuse: TestResponder.refuse),
            configure: { $0.limits.pipelineDepth = 256 }
        ) { running in
            // Between 50 and 70 of such heads are written together.
            for count in 50...70 {
                let client = try TLSClient(port: running.port)
                let last = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                client.send(String(repeating: get, count: count - 1) + last)
                client.receiveToEnd()
                #expect(TestResponse.parse(client.received).count == count)
            }
        }
    }

    @Test("The responder knows that it is secure, and HSTS is sent, on every answer")
    func secure() async throws {
        let test = TestResponder()
        let responder = Responder(
            respond: { head in
                head.isSecure
                    ? test.responder.respond(head) : .ready(TestResponder.problem(500, "plain"))
            },
            refuse: TestResponder.refuse)
        try await withSecureServer(
            responder: responder, configure: { $0.live.hstsSeconds = 31_536_000 }
        ) { running in
            let client = try TLSClient(port: running.port)
            client.send(get + "GET /later?1 HTTP/1.1\r\nHost: x\r\n\r\n" + "GET / HTTP/1.1\r\n\r\n")
            let responses = client.responses(3)
            #expect(responses.map(\.status) == [200, 200, 400])
            for response in responses {
                #expect(response.value("Strict-Transport-Security") == "max-age=31536000")
            }
            running.server.adopt(LiveSettings.with(running) { $0.hstsSeconds = 0 })
            #expect(
                try await eventually {
                    let client = try TLSClient(port: running.port)
                    client.send(get)
                    return client.responses(1).first?.value("Strict-Transport-Security") == nil
                })
        }
    }

    @Test("A long body is sent whole, however slowly it is taken", arguments: [3_000_000, 40_000])
    func longBody(length: Int) async throws {
        let test = TestResponder(bodyLength: length)
        try await withSecureServer(responder: test.responder) { running in
            let client = try TLSClient(port: running.port, .with { $0.receiveBuffer = 4096 })
            client.send(
                "GET /v1/conditions HTTP/1.1\r\nHost: x\r\n\r\n" + get
                    + "GET /v1/conditions HTTP/1.1\r\nHost: x\r\n\r\n")
            try await Task.sleep(for: .milliseconds(50))
            let responses = client.responses(3)
            #expect(responses.count == 3)
            #expect(responses.first?.body == test.plain.bodyBytes)
            #expect(responses.last?.body == test.plain.bodyBytes)
        }
    }

    @Test("A stream is pulled as fast as it is taken, and sent whole")
    func stream() async throws {
        try await withSecureServer { running in
            let client = try TLSClient(port: running.port, .with { $0.receiveBuffer = 4096 })
            client.send("GET /stream?400 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            try await Task.sleep(for: .milliseconds(50))
            #expect(client.receiveToEnd().isNotified)
            #expect(client.received.filter { $0 == 0x7e }.count == 4_000_000)
            #expect(client.text.hasSuffix("\r\n0\r\n\r\n"))
        }
    }

    @Test("A long request body arrives whole")
    func requestBody() async throws {
        try await withSecureServer { running in
            let client = try TLSClient(port: running.port)
            let body = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            client.send("PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.count)\r\n\r\n")
            client.send(body)
            #expect(client.responses(1).first?.body == body)
        }
    }

    @Test("The end is told by close_notify, whoever ends", arguments: ["close", "idle", "drain"])
    func closeNotify(how: String) async throws {
        try await withSecureServer(configure: { $0.deadlines.idle = .milliseconds(300) }) {
            running in
            let client = try TLSClient(port: running.port)
            client.send(
                how == "close"
                    ? "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" : get)
            client.receive { TestResponse.parse($0).count == 1 }
            if how == "drain" { running.server.drain() }
            #expect(client.receiveToEnd().isNotified)
            #expect(TestResponse.parse(client.received).first?.status == 200)
        }
    }

    @Test("A client that never shakes hands does not hold up a stop")
    func silentAtStop() async throws {
        try await withSecureServer(configure: {
            $0.deadlines.drainFirstByte = .milliseconds(100)
            $0.deadlines.drain = .seconds(60)
        }) { running in
            let silent = try running.client()
            try await running.hasAccepted(1)
            running.server.drain()
            await running.server.waitUntilStopped()
            // Closed in time, and not cut at the end of it.
            #expect(silent.receiveToEnd() == .closed)
        }
    }

    @Test("A client that says that nothing more comes still gets its answers")
    func halfClose() async throws {
        try await withSecureServer { running in
            let client = try TLSClient(port: running.port)
            client.send(get + "GET /later?50 HTTP/1.1\r\nHost: x\r\n\r\n")
            client.sendClose()
            #expect(client.receiveToEnd().isNotified)
            #expect(TestResponse.parse(client.received).map(\.status) == [200, 200])
        }
    }

    @Test("A request that is cut off is not handled")
    func truncated() async throws {
        try await withSecureServer { running in
            var client: TLSClient? = try TLSClient(port: running.port)
            client?.send("PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello")
            #expect(try await eventually { running.server.metrics.connections[.reading] == 1 })
            client = nil
            #expect(try await eventually { running.server.counters.open == 0 })
            #expect(running.server.counters.responses == 0)
        }
    }

    @Test("A stream that fails ends without close_notify, so that it does not look whole")
    func failedStream() async throws {
        let test = TestResponder()
        let responder = Responder(
            respond: { _ in
                let pieces = Pieces(count: 3)
                return .ready(
                    TestResponder.streamed(
                        BodyProducer { deliver in
                            if case .bytes(let bytes) = pieces.next() {
                                deliver(.bytes(bytes))
                            } else {
                                deliver(.failed)
                            }
                        }))
            },
            refuse: test.responder.refuse)
        try await withSecureServer(responder: responder) { running in
            let client = try TLSClient(port: running.port)
            client.send("GET / HTTP/1.0\r\nHost: x\r\n\r\n")
            #expect(!client.receiveToEnd().isNotified)
        }
    }

    @Test("A record that has been tampered with ends the connection, and nobody else's")
    func tampered() async throws {
        try await withSecureServer { running in
            let other = try TLSClient(port: running.port)
            let client = try TLSClient(port: running.port)
            client.sendRaw([0x17, 0x03, 0x03, 0x00, 0x20] + [UInt8](repeating: 7, count: 32))
            guard case .failed = client.receiveToEnd() else {
                Issue.record("no alert was sent")
                return
            }
            other.send(get)
            #expect(other.responses(1).first?.status == 200)
        }
    }

    @Test("Who takes nothing over TLS is reset")
    func stalled() async throws {
        try await withSecureServer(configure: { $0.deadlines.writeStall = .milliseconds(300) }) {
            running in
            let client = try TLSClient(port: running.port, .with { $0.receiveBuffer = 4096 })
            client.send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await eventually { running.server.counters.stalled == 1 })
            #expect(!client.receiveToEnd().isNotified)
        }
    }

    @Test("A Unix socket stays plain")
    func unix() async throws {
        let folder = try CertificateFolder()
        let context = try TLSContext(folder.files)
        let path = folder.path + "/s.sock"
        let running = try RunningServer(listen: [
            .unix(path: path), .tcp(host: "127.0.0.1", port: 0),
        ]) { $0.live.tls = context }
        let plain = try TestClient(path: path)
        plain.send(get)
        #expect(plain.responses(1).first?.status == 200)
        let secure = try TLSClient(port: running.port)
        secure.send(get)
        #expect(secure.responses(1).first?.status == 200)
        await running.stop()
    }
}

extension LiveSettings {
    /// The settings of a server that speaks TLS, changed.
    static func with(_ running: RunningServer, _ change: (inout LiveSettings) -> Void) -> Self {
        var live = running.live
        change(&live)
        return live
    }
}
