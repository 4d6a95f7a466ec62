import Foundation
import Glibc
import Testing

@Suite("Operating clinic serve", .serialized, .timeLimit(.minutes(5)))
struct OperatingTests {
    private func statuses(_ paths: [String], _ port: UInt16) throws -> [Int] {
        try paths.map { try Socket.get($0, port: port).status }
    }

    private static let operations = [
        "/livez", "/readyz", "/startupz", "/health", "/version", "/metrics",
    ]

    @Test("--ops-port has probes, health, version and metrics to itself")
    func operationsPort() async throws {
        let (process, port) = try await ClinicProcess.serving(["--memory", "--ops-port", "0"])
        #expect(try await eventually { process.standardOutput.contains("metrics are on") })
        let match = try #require(
            process.standardOutput.firstMatch(of: /metrics are on 127\.0\.0\.1:(\d+)/))
        let other = try #require(UInt16(match.1))
        #expect(try statuses(Self.operations, port) == Array(repeating: 404, count: 6))
        #expect(try statuses(Self.operations, other) == Array(repeating: 200, count: 6))
        #expect(try statuses(["/v1"], port) == [200])
        #expect(try statuses(["/v1"], other) == [404])
        let metrics = try Socket.get("/metrics", port: other).body
        // Both ports are counted.
        #expect(metrics.contains("clinic_http_requests_total{route=\"/v1\",status=\"2xx\"} 1\n"))
        #expect(metrics.contains("clinic_http_requests_total{route=\"/livez\",status=\"2xx\"} 1\n"))
        #expect(
            metrics.contains("clinic_http_requests_total{route=\"unknown\",status=\"4xx\"} 7\n"))
        #expect(metrics.contains("\nprocess_start_time_seconds "))
        process.signal(SIGTERM)
        #expect(try await process.end() == 0)
    }

    @Test("during --drain-delay readiness fails and everything is served, then the server drains")
    func drainDelay() async throws {
        let (process, port) = try await ClinicProcess.serving(
            ["--memory", "--drain-delay", "1.5", "--log-level", "notice"])
        #expect(try statuses(["/readyz"], port) == [200])
        let start = ContinuousClock.now
        process.signal(SIGTERM)
        #expect(try await eventually { try statuses(["/readyz"], port) == [503] })
        // New connections are served, as long as balancers may still send some.
        #expect(try statuses(["/livez", "/v1/conditions"], port) == [200, 200])
        #expect(try await process.end(within: .seconds(10)) == 0)
        #expect(ContinuousClock.now - start >= .seconds(1.5))
        #expect(process.standardError.contains("readiness fails"))
    }

    @Test("a second signal ends the delay and cuts at once")
    func secondSignal() async throws {
        let (process, port) = try await ClinicProcess.serving(["--memory", "--drain-delay", "60"])
        process.signal(SIGTERM)
        #expect(try await eventually { try statuses(["/readyz"], port) == [503] })
        process.signal(SIGINT)
        #expect(try await process.end(within: .seconds(5)) == 0)
    }

    @Test("a signal that comes with the first line of output is not lost")
    func earlySignal() async throws {
        for _ in 1...10 {
            let (process, _) = try await ClinicProcess.serving(["--memory"])
            process.signal(SIGTERM)
            #expect(try await process.end() == 0)
        }
    }

    @Test("SIGHUP adopts what can change, says what cannot, and keeps all where a value is bad")
    func reload() async throws {
        let folder = try Folder()
        try folder.write("cors-origin: https://a.example\nlog-level: notice\n", to: "c.yaml")
        let (process, port) = try await ClinicProcess.serving(
            ["--memory", "--config", folder.path + "/c.yaml", "--access-log", "false"])
        func head(_ target: String) throws -> String {
            let socket = try Socket(port: port)
            socket.send("GET \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return socket.readAll()
        }
        #expect(try head("/v1").contains("Access-Control-Allow-Origin: https://a.example\r\n"))
        #expect(try !head("/v1").contains("\r\nRateLimit"))

        try folder.write(
            """
            cors-origin: https://b.example
            log-level: info
            rate-limit: 1/h:2
            gzip-level: 9
            """, to: "c.yaml")
        process.signal(SIGHUP)
        // What cannot change is told first, what has been adopted last.
        #expect(
            try await eventually {
                process.standardError.contains("cors-origin, log-level, rate-limit")
            })
        let log = process.standardError
        #expect(log.contains("take effect at the next start only"))
        #expect(log.contains("gzip-level"))
        let first = try head("/v1")
        #expect(first.contains("Access-Control-Allow-Origin: https://b.example\r\n"))
        #expect(first.contains("RateLimit-Policy: \"default\";q=2;w=7200\r\n"))
        #expect(try head("/v1").hasPrefix("HTTP/1.1 200"))
        let refused = try head("/v1")
        #expect(refused.hasPrefix("HTTP/1.1 429 Too Many Requests\r\n"))
        #expect(refused.contains("\r\nRetry-After: 3600\r\n"))
        #expect(refused.contains("\"type\":\"/problems/too-many-requests\""))
        // Probes are never limited.
        #expect(try statuses(["/livez", "/readyz", "/startupz"], port) == [200, 200, 200])

        try folder.write("rate-limit: nonsense\n", to: "c.yaml")
        process.signal(SIGHUP)
        #expect(try await eventually { process.standardError.contains("stay as they were") })
        #expect(process.standardError.contains("nonsense"))
        #expect(try head("/v1").hasPrefix("HTTP/1.1 429"))
        process.signal(SIGTERM)
        #expect(try await process.end() == 0)
    }
}
