import Foundation
import Glibc
import TLSTesting
import Testing

@Suite("clinic serve with TLS", .serialized, .timeLimit(.minutes(5)))
struct TLSTests {
    private func arguments(_ folder: CertificateFolder) -> [String] {
        ["--memory", "--tls-cert", folder.certificateFile, "--tls-key", folder.keyFile]
    }

    private func get(_ target: String, _ client: TLSClient) -> String {
        client.forgetReceived()
        client.send("GET \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        #expect(client.receiveToEnd().isNotified)
        return client.text
    }

    @Test("it serves over TLS with HSTS, tells plain HTTP so, and a probe can ask it")
    func serves() async throws {
        let folder = try CertificateFolder()
        let (process, port) = try await ClinicProcess.serving(
            arguments(folder) + ["--ops-port", "0"])
        #expect(
            process.standardOutput.hasPrefix(
                "clinic 0.1.0 listens on https://127.0.0.1:\(port); try: curl -k 'https://"))
        let answer = get("/v1/conditions/back-spasm", try TLSClient(port: port))
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains("\r\nStrict-Transport-Security: max-age=31536000\r\n"))
        // The same from the cache.
        #expect(
            get("/v1/conditions/back-spasm", try TLSClient(port: port))
                .contains("\r\nStrict-Transport-Security: max-age=31536000\r\n"))
        let plain = try Socket(port: port)
        plain.send("GET /v1 HTTP/1.1\r\nHost: x\r\n\r\n")
        let refusal = plain.readAll()
        #expect(refusal.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(refusal.contains("\"detail\":\"This port expects HTTPS.\""))

        let probe = try ClinicProcess(["health", "https://127.0.0.1:\(port)/v1"])
        #expect(try await probe.end() == 0)
        let match = try #require(
            process.standardOutput.firstMatch(of: /metrics are on 127\.0\.0\.1:(\d+)/))
        let operations = try #require(UInt16(match.1))
        // Operations stay plain.
        let metrics = try Socket.get("/metrics", port: operations).body
        #expect(
            metrics.contains("clinic_tls_handshakes_total{version=\"1.3\",resumed=\"false\"} 3\n"))
        #expect(metrics.contains("clinic_tls_handshake_failures_total 1\n"))
        #expect(metrics.contains("\nclinic_tls_certificate_expiry_timestamp_seconds "))
        let wrong = try ClinicProcess(["health", "https://127.0.0.1:\(operations)/readyz"])
        #expect(try await wrong.end() == 1)
        #expect(wrong.standardError.contains("no TLS"))
        process.signal(SIGTERM)
        #expect(try await process.end() == 0)
    }

    @Test("SIGHUP brings a new certificate in, and keeps the old one where the new cannot be used")
    func reload() async throws {
        let folder = try CertificateFolder(TestCertificate(serial: 1))
        let (process, port) = try await ClinicProcess.serving(arguments(folder))
        let old = try TLSClient(port: port)
        #expect(old.serial == 1)
        // A certificate whose key has not come yet.
        let next = TestCertificate(serial: 2, start: -7200, end: -3600)
        try folder.write(Array(next.certificate.utf8), to: folder.certificateFile)
        process.signal(SIGHUP)
        #expect(try await eventually { process.standardError.contains("stay as they were") })
        #expect(process.standardError.contains("does not belong to the certificate"))
        #expect(try TLSClient(port: port).serial == 1)
        try folder.write(next)
        process.signal(SIGHUP)
        #expect(try await eventually { try TLSClient(port: port).serial == 2 })
        #expect(try await eventually { process.standardError.contains("expired on") })
        #expect(get("/livez", old).hasPrefix("HTTP/1.1 200 OK\r\n"))
        process.signal(SIGTERM)
        #expect(try await process.end() == 0)
    }

    @Test("files and settings that cannot be used are told in one line")
    func badStarts() async throws {
        let folder = try CertificateFolder()
        let other = try CertificateFolder()
        let (certificate, key) = (folder.certificateFile, folder.keyFile)
        let rows: [([String], String)] = [
            (["--tls-cert", certificate], "--tls-cert: there is no private key to go with it"),
            (["--tls-key", key], "--tls-key: there is no certificate to go with it"),
            (["--tls-ocsp", key], "--tls-ocsp: there is no certificate to go with it"),
            (["--hsts", "1"], "--hsts: is sent over TLS only"),
            (
                ["--tls-cert", certificate, "--tls-key", key, "--hsts", "1y"],
                "--hsts: \"1y\" is not a number of seconds"
            ),
            (
                ["--tls-cert", folder.path + "/none", "--tls-key", key],
                "--tls-cert: \(folder.path)/none: there is no such file"
            ),
            (
                ["--tls-cert", certificate, "--tls-key", other.keyFile],
                "--tls-key: \(other.keyFile): the private key does not belong to"
            ),
            (
                ["--tls-cert", certificate, "--tls-key", key, "--tls-ocsp", key],
                "--tls-ocsp: \(key): is no OCSP response"
            ),
        ]
        for (arguments, expected) in rows {
            let process = try ClinicProcess(
                ["serve", "--memory", "--listen", "127.0.0.1:0", "--resources"]
                    + [ClinicProcess.resources] + arguments)
            #expect(try await process.end() == 1)
            #expect(process.standardError.contains(expected), "\(process.standardError)")
            #expect(process.standardError.split(separator: "\n").count == 1)
            #expect(process.standardOutput.isEmpty)
        }
    }
}
