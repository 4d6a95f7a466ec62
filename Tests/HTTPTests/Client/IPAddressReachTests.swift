import Testing

@testable import HTTP

@Suite("Which addresses are public")
struct IPAddressReachTests {
    private func address(_ text: String) throws -> IPAddress {
        try #require(Array(text.utf8).withUnsafeBytes { IPAddress(parsing: $0) })
    }

    @Test(
        "Every range that is not for hosts on the internet is none, to its last address",
        arguments: [
            "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0",
            "100.127.255.255", "127.0.0.1", "127.255.255.255", "169.254.0.0", "169.254.169.254",
            "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255", "192.0.2.1", "192.88.99.1",
            "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.1",
            "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.0", "255.255.255.255",
            // Unspecified, loopback, compatible with IPv4, mapped.
            "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            // Translated, local, link-local, site-local, multicast, discarded.
            "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1", "fc00::1", "fd00::1", "fdff:ffff::1",
            "fe80::1", "febf::1", "fec0::1", "ff02::1", "4000::1", "1fff::1",
            // Teredo, ORCHID, documentation, 6to4.
            "2001::1", "2001:10::1", "2001:1ff::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1",
        ])
    func special(text: String) throws {
        #expect(try !address(text).isPublic)
    }

    @Test(
        "Addresses beside those ranges are public",
        arguments: [
            "1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
            "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
            "172.32.0.0", "192.0.1.0", "192.0.3.0", "192.167.255.255", "192.169.0.0",
            "198.17.255.255", "198.20.0.0", "223.255.255.255", "::ffff:8.8.8.8", "2001:200::1",
            "2001:4860:4860::8888", "2003::1", "2a00::1", "2606:4700::1111", "3ffe::1",
        ])
    func reachable(text: String) throws {
        #expect(try address(text).isPublic)
    }
}
