import HTTP
import TLSTesting
import Testing

@testable import HTTPServer

@Suite("TLS: the handshake", .timeLimit(.minutes(5)))
struct TLSHandshakeTests {
    @Test("TLS 1.3 and 1.2 are spoken, with forward secrecy, and counted")
    func versions() async throws {
        try await withSecureServer { running in
            let newest = try TLSClient(port: running.port)
            #expect(newest.version == "TLSv1.3" && newest.suite == "TLS_AES_128_GCM_SHA256")
            let older = try TLSClient(port: running.port, .tls12)
            #expect(older.version == "TLSv1.2")
            #expect(older.suite == "ECDHE-ECDSA-AES128-GCM-SHA256")
            for client in [newest, older] {
                client.send(get)
                #expect(client.responses(1).first?.status == 200)
            }
            let handshakes = running.server.metrics.handshakes
            for version in TLSHandshake.Version.allCases {
                #expect(handshakes[TLSHandshake(version: version, isResumed: false)] == 1)
                #expect(handshakes[TLSHandshake(version: version, isResumed: true)] == 0)
            }
        }
    }

    @Test(
        "Old versions, and suites without forward secrecy or authentication, are refused",
        arguments: [
            // TLS 1.0, TLS 1.1
            .with { ($0.lowest, $0.highest) = (0x0301, 0x0301) },
            .with { ($0.lowest, $0.highest) = (0x0302, 0x0302) },
            .with { ($0.highest, $0.suites) = (0x0303, "AES128-GCM-SHA256") },
            .with { ($0.highest, $0.suites) = (0x0303, "ECDHE-ECDSA-AES128-SHA") },
            .with { ($0.highest, $0.suites) = (0x0303, "ECDHE-ECDSA-AES128-SHA256") },
            .with { ($0.highest, $0.suites) = (0x0303, "aNULL") },
        ] as [TLSClient.Options])
    func refused(options: TLSClient.Options) async throws {
        try await withSecureServer { running in
            let error = #expect(throws: TLSClient.HandshakeError.self) {
                try TLSClient(port: running.port, options)
            }
            // An alert says why: the connection is not just gone.
            #expect(error?.description.contains("alert") == true, "\(String(describing: error))")
            #expect(running.server.metrics.failedHandshakes == 1)
        }
    }

    @Test("ALPN agrees on http/1.1; who names others only is told so")
    func applicationProtocol() async throws {
        try await withSecureServer { running in
            for protocols in [["http/1.1"], ["h2", "http/1.1"], ["h2", "x", "http/1.1", "y"]] {
                let options = TLSClient.Options.with { $0.protocols = protocols }
                let client = try TLSClient(port: running.port, options)
                #expect(client.agreedProtocol == "http/1.1")
            }
            let silent = try TLSClient(port: running.port)
            #expect(silent.agreedProtocol == nil)
            let error = #expect(throws: TLSClient.HandshakeError.self) {
                try TLSClient(port: running.port, .with { $0.protocols = ["h2"] })
            }
            #expect(error?.description.contains("no application protocol") == true)
        }
    }

    @Test("It may come in any pieces", arguments: [TLSClient.Options(), .tls12])
    func split(options: TLSClient.Options) async throws {
        try await withSecureServer { running in
            for step in [1, 2, 7] {
                var options = options
                options.step = step
                let client = try TLSClient(port: running.port, options)
                client.send(get + get)
                #expect(client.responses(2).map(\.status) == [200, 200])
            }
        }
    }

    @Test("Who is silent, or drips, is closed when the time for the handshake is up")
    func silent() async throws {
        try await withSecureServer(configure: { $0.deadlines.handshake = .milliseconds(200) }) {
            running in
            let silent = try running.client()
            let dripping = try running.client()
            // The start of a record with a ClientHello, and no more of it.
            dripping.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
            #expect(silent.receiveToEnd() == .closed && silent.received.isEmpty)
            #expect(dripping.receiveToEnd() == .closed)
            #expect(running.server.metrics.missedDeadlines["handshake"] == 2)
            // Counted when it is done, a moment after the client can see it.
            #expect(try await eventually { running.server.metrics.connections[.handshake] == 0 })
        }
    }

    @Test("What is no TLS is closed, and harms nobody else", arguments: [0x00, 0x16, 0x17, 0x80])
    func garbage(first: UInt8) async throws {
        try await withSecureServer { running in
            let other = try TLSClient(port: running.port)
            let client = try running.client()
            client.send([first] + [UInt8](repeating: 0x03, count: 100))
            client.shutdownWrite()
            #expect(client.receiveToEnd() == .closed)
            other.send(get)
            #expect(other.responses(1).first?.status == 200)
        }
    }

    @Test("Plain HTTP is told so in plain HTTP, and closed", arguments: ["GET", "DELETE", "x"])
    func plain(method: String) async throws {
        try await withSecureServer(configure: { $0.live.hstsSeconds = 60 }) { running in
            let client = try running.client()
            client.send("\(method) /livez HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.receiveToEnd() == .closed)
            #expect(client.text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(client.text.contains("\r\nConnection: close\r\n"))
            #expect(client.text.contains("This port expects HTTPS."))
            // Over plain HTTP that would mean nothing (RFC 6797 §7.2).
            #expect(!client.text.contains("Strict-Transport-Security"))
            #expect(!client.text.contains("Location"))
            #expect(running.server.metrics.refusals[.plainOnTLSPort] == 1)
        }
    }

    @Test("Renegotiation is refused")
    func renegotiation() async throws {
        try await withSecureServer { running in
            let client = try TLSClient(port: running.port, .tls12)
            #expect(client.renegotiate())
            guard case .failed(let reason) = client.receiveToEnd() else {
                Issue.record("the server has renegotiated")
                return
            }
            #expect(reason.contains("renegotiation"))
        }
    }

    @Test("Silent clients make room where there are too many connections")
    func eviction() async throws {
        try await withSecureServer(configure: { $0.limits.connections = 8 }) { running in
            let oldest = try running.client()
            // The system tells of silent ones in an order of its own.
            try await running.hasAccepted(1)
            let silent = try (1..<8).map { _ in try running.client() }
            try await running.hasAccepted(8)
            let client = try TLSClient(port: running.port)
            client.send(get)
            #expect(client.responses(1).first?.status == 200)
            #expect(oldest.receiveToEnd() == .closed)
            #expect(running.server.counters.evicted == 1)
            withExtendedLifetime(silent) {}
        }
    }
}
