import HTTP
import TLSTesting
import Testing

@testable import HTTPServer

@Suite("TLS: certificates that change, sessions that last", .timeLimit(.minutes(5)))
struct TLSReloadTests {
    private static let versions: [TLSClient.Options] = [.init(), .tls12]

    /// A session that an answered client has got.
    private func session(
        _ running: RunningServer, _ options: TLSClient.Options
    ) throws -> TLSClient.Session {
        let client = try TLSClient(port: running.port, options)
        client.send(get)
        #expect(client.responses(1).count == 1)
        return try #require(client.session)
    }

    @Test("New connections have the new certificate, and old ones go on", arguments: versions)
    func reload(options: TLSClient.Options) async throws {
        let folder = try CertificateFolder(TestCertificate(serial: 1))
        let tickets = TLSTicketKeys()
        let first = try TLSContext(folder.files, tickets: tickets)
        try await withServer(loops: 2, configure: { $0.live.tls = first }) { running in
            let old = try TLSClient(port: running.port, options)
            #expect(old.serial == 1)
            let session = try session(running, options)
            try folder.write(TestCertificate(serial: 2))
            let second = try TLSContext(folder.files, tickets: tickets)
            running.server.adopt(LiveSettings.with(running) { $0.tls = second })
            // Both loops have it at some time; what has been adopted stays.
            for _ in 0..<2000 {
                let serials = try (0..<8).map { _ in
                    try TLSClient(port: running.port, options).serial
                }
                if serials == Array(repeating: 2, count: 8) { break }
            }
            #expect(try TLSClient(port: running.port, options).serial == 2)
            old.send(get)
            #expect(old.responses(1).first?.status == 200)
            // The session is older than the certificate, and is taken up again.
            let resumed = try TLSClient(port: running.port, options, session: session)
            #expect(resumed.isResumed)
            resumed.send(get)
            #expect(resumed.responses(1).first?.status == 200)
        }
    }

    @Test("A session is taken up again on another loop, and counted", arguments: versions)
    func resumption(options: TLSClient.Options) async throws {
        try await withSecureServer(loops: 2) { running in
            var session = try session(running, options)
            for _ in 0..<8 {
                let client = try TLSClient(port: running.port, options, session: session)
                #expect(client.isResumed)
                // Each gets a session of its own to take up the next time.
                client.send(get)
                #expect(client.responses(1).count == 1)
                session = try #require(client.session)
            }
            let resumed = running.server.metrics.handshakes.filter(\.key.isResumed).map(\.value)
            #expect(resumed.reduce(0, +) == 8)
        }
    }

    @Test("A server with other keys begins anew, without an error", arguments: versions)
    func otherKeys(options: TLSClient.Options) async throws {
        let certificate = TestCertificate()
        try await withSecureServer(certificate) { first in
            let session = try session(first, options)
            try await withSecureServer(certificate) { second in
                let client = try TLSClient(port: second.port, options, session: session)
                #expect(!client.isResumed)
                client.send(get)
                #expect(client.responses(1).first?.status == 200)
            }
        }
    }

    @Test("An OCSP response is sent to those who ask, and not once it is out of date")
    func ocsp() async throws {
        let certificate = TestCertificate()
        let folder = try CertificateFolder(certificate)
        var files = folder.files
        files.ocsp = folder.ocspFile
        let asking = TLSClient.Options.with { $0.wantsStaple = true }
        for next in [3600, -60] {
            let response = certificate.ocspResponse(next: next)
            try folder.write(response, to: folder.ocspFile)
            let context = try TLSContext(files)
            #expect(context.warnings.count == (next > 0 ? 0 : 1))
            try await withServer(configure: { $0.live.tls = context }) { running in
                let expected = next > 0 ? response : nil
                for options in [asking, .with { ($0.wantsStaple, $0.highest) = (true, 0x0303) }] {
                    let client = try TLSClient(port: running.port, options)
                    #expect(client.staple == expected)
                }
                let other = try TLSClient(port: running.port)
                #expect(other.staple == nil)
            }
        }
    }
}
