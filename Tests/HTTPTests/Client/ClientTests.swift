import Testing

@testable import HTTP

@Suite("Whose request it is")
struct ClientTests {
    private static let proxies = TrustedProxies(
        ranges: ["10.0.0.0/8", "2001:db8::/32"].compactMap { AddressRange($0) })

    private func client(
        from peer: PeerAddress = .ipv4(0x0a00_0001, port: 1), _ lines: [String],
        trusting proxies: TrustedProxies = proxies
    ) throws -> String? {
        let fields = lines.map { $0 + "\r\n" }.joined()
        return try RequestHead.withParsed("GET / HTTP/1.1\r\nHost: x\r\n\(fields)\r\n", peer: peer)
        {
            $0.client(trusting: proxies).map(Self.text)
        }
    }

    private static func text(_ address: IPAddress) -> String {
        let peer: PeerAddress =
            address.isIPv4
            ? .ipv4(UInt32(truncatingIfNeeded: address.low), port: 0)
            : .ipv6(address.high, address.low, port: 0)
        return peer.description
    }

    @Test(
        "Behind a trusted proxy it is the first from the right that is not one",
        arguments: [
            ([], "10.0.0.1"),
            (["X-Forwarded-For: 192.0.2.1"], "192.0.2.1"),
            (["X-Forwarded-For: 192.0.2.9, 192.0.2.1"], "192.0.2.1"),
            (["X-Forwarded-For: 192.0.2.9, 192.0.2.1, 10.2.3.4"], "192.0.2.1"),
            // In several lines, which are one list.
            (["X-Forwarded-For: 192.0.2.9", "X-Forwarded-For: 192.0.2.1,10.2.3.4"], "192.0.2.1"),
            // All are trusted: the farthest.
            (["X-Forwarded-For: 10.9.9.9, 10.2.3.4"], "10.9.9.9"),
            (["X-Forwarded-For: 192.0.2.1:4711"], "192.0.2.1"),
            (["X-Forwarded-For: [2620::1]:4711"], "2620::1"),
            (["X-Forwarded-For: 2620::1"], "2620::1"),
            (["Forwarded: for=192.0.2.1"], "192.0.2.1"),
            (
                ["Forwarded: for=192.0.2.9;by=10.0.0.1, For=\"192.0.2.1:80\";proto=https"],
                "192.0.2.1"
            ),
            (["Forwarded: proto=http;for=\"[2620::1]:80\", for=10.0.0.2"], "2620::1"),
            // A comma within quotes ends nothing.
            (["Forwarded: for=192.0.2.1;host=\"a,for=192.0.2.7\""], "192.0.2.1"),
            // Both say the same.
            (["Forwarded: for=192.0.2.1", "X-Forwarded-For: 192.0.2.1"], "192.0.2.1"),
        ])
    func named(lines: [String], expected: String) throws {
        #expect(try client(lines) == expected)
    }

    @Test(
        "What cannot be believed counts for the proxy",
        arguments: [
            ["X-Forwarded-For: unknown"],
            ["X-Forwarded-For: 192.0.2.1, unknown, 10.0.0.2"],
            ["Forwarded: for=_hidden"],
            ["Forwarded: by=192.0.2.1"],
            ["Forwarded: for=\"192.0.2.1"],
            // One of them is the client's own, passed on.
            ["Forwarded: for=192.0.2.1", "X-Forwarded-For: 192.0.2.2"],
            ["Forwarded: for=192.0.2.1", "X-Forwarded-For: unknown"],
        ])
    func unbelieved(lines: [String]) throws {
        #expect(try client(lines) == "10.0.0.1")
    }

    @Test("A peer that is not trusted cannot say who asks")
    func untrusted() throws {
        let lines = ["X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1"]
        #expect(try client(from: .ipv4(0xc633_6401, port: 1), lines) == "198.51.100.1")
        #expect(try client(lines, trusting: TrustedProxies()) == "10.0.0.1")
    }

    @Test("A Unix socket has no client but the one that its proxy names, where that is trusted")
    func unixSocket() throws {
        let line = ["X-Forwarded-For: 192.0.2.1"]
        #expect(try client(from: .unix, line) == nil)
        let trusting = TrustedProxies(includesUnix: true)
        #expect(try client(from: .unix, line, trusting: trusting) == "192.0.2.1")
        #expect(try client(from: .unix, [], trusting: trusting) == nil)
    }
}
