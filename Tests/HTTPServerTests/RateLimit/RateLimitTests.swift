import HTTP
import Testing

@testable import HTTPServer

@Suite("Rate limit of a server", .timeLimit(.minutes(5)))
struct RateLimitTests {
    private static func limit(
        _ policy: String, trusted: [String] = [], exempt: [String] = []
    ) throws -> RateLimit {
        RateLimit(
            try #require(RateLimitPolicy(policy)),
            trustedProxies: TrustedProxies(ranges: trusted.compactMap { AddressRange($0) }),
            exemptPaths: exempt)
    }

    private func request(_ path: String, _ lines: String...) -> String {
        "GET \(path) HTTP/1.1\r\nHost: x\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    @Test("The burst is answered with what is left, one more is 429, and the connection is kept")
    func refused() async throws {
        let limit = try Self.limit("1/h:3")
        try await withServer(loops: 2, configure: { $0.live.rateLimit = limit }) { running in
            let client = try running.client()
            client.send(String(repeating: get, count: 3) + request("/v1/conditions") + get)
            let responses = client.responses(5)
            #expect(responses.map(\.status) == [200, 200, 200, 429, 429])
            #expect(
                responses.map { $0.value("RateLimit-Policy") ?? "" }.allSatisfy {
                    $0 == "\"default\";q=3;w=10800"
                })
            #expect(
                responses.map { $0.value("RateLimit") ?? "" }.prefix(3) == [
                    "\"default\";r=2;t=3600", "\"default\";r=1;t=7200", "\"default\";r=0;t=10800",
                ])
            #expect(responses[3].value("Connection") == nil)
            // The limit is of the client, not of its connection or loop.
            let other = try running.client()
            other.send(get)
            #expect(other.responses(1).first?.status == 429)
            #expect(running.server.metrics.refusals[.tooManyRequests] == 3)
        }
    }

    @Test("A late answer and a refused body carry the quota too")
    func late() async throws {
        let limit = try Self.limit("1/h:3")
        try await withServer(configure: { $0.live.rateLimit = limit }) { running in
            let client = try running.client()
            client.send(request("/later") + "BREW / HTTP/1.1\r\nHost: x\r\n\r\n")
            let responses = client.responses(2)
            #expect(responses.map(\.status) == [200, 501])
            #expect(
                responses.map { $0.value("RateLimit") } == [
                    "\"default\";r=2;t=3600", "\"default\";r=1;t=7200",
                ])
        }
    }

    @Test("Exempt paths are never limited, and nothing else is exempt")
    func exempt() async throws {
        let limit = try Self.limit("1/h:1", exempt: ["/livez"])
        try await withServer(configure: { $0.live.rateLimit = limit }) { running in
            let client = try running.client()
            client.send(
                String(repeating: get, count: 3) + request("/v1/conditions")
                    + request("/v1/conditions") + request("/livez/") + get)
            let responses = client.responses(7)
            #expect(responses.map(\.status) == [200, 200, 200, 200, 429, 429, 200])
            #expect(responses[0].value("RateLimit") == nil)
        }
    }

    @Test("Clients behind a trusted proxy are apart, and cannot name themselves otherwise")
    func proxied() async throws {
        let limit = try Self.limit("1/h:1", trusted: ["127.0.0.0/8"])
        try await withServer(configure: { $0.live.rateLimit = limit }) { running in
            let client = try running.client()
            client.send(
                request("/livez", "X-Forwarded-For: 192.0.2.1")
                    + request("/livez", "X-Forwarded-For: 192.0.2.2")
                    + request("/livez", "X-Forwarded-For: 192.0.2.77, 192.0.2.1")
                    + request("/livez", "Forwarded: for=192.0.2.2"))
            #expect(client.responses(4).map(\.status) == [200, 200, 429, 429])
        }
    }

    @Test("A limit can be set, kept with its buckets, and lifted while the server runs")
    func adopted() async throws {
        let limit = try Self.limit("1/h:1")
        try await withServer { running in
            let client = try running.client()
            func ask() -> TestResponse? {
                client.send(get)
                return client.responses(1).first
            }
            /// The loop goes on with other settings as soon as it gets to it, not at once.
            func askUntil(_ isExpected: (TestResponse) -> Bool) -> Int? {
                for _ in 0..<10_000 {
                    if let response = ask(), isExpected(response) { return response.status }
                }
                return nil
            }
            #expect(ask()?.status == 200)
            var live = LiveSettings()
            live.rateLimit = limit
            running.server.adopt(live)
            #expect(askUntil { $0.value("RateLimit") != nil } == 200)
            #expect(ask()?.status == 429)
            live.accessLogSample = 0.5
            running.server.adopt(live)
            #expect(ask()?.status == 429)
            live.rateLimit = try Self.limit("1/h:2")
            running.server.adopt(live)
            #expect(askUntil { $0.status == 200 } == 200)
            #expect([ask(), ask()].map { $0?.status } == [200, 429])
            running.server.adopt(LiveSettings())
            #expect(askUntil { $0.value("RateLimit") == nil } == 200)
        }
    }
}
