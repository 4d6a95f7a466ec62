import Testing

@testable import HTTP

@Suite("IP addresses and ranges of them")
struct IPAddressTests {
    private func address(_ text: String) -> IPAddress? {
        Array(text.utf8).withUnsafeBytes { IPAddress(parsing: $0) }
    }

    @Test(
        "An address is read in every form",
        arguments: [
            ("0.0.0.0", 0, 0xffff_0000_0000),
            ("192.0.2.1", 0, 0xffff_c000_0201),
            ("255.255.255.255", 0, 0xffff_ffff_ffff),
            ("::", 0, 0),
            ("::1", 0, 1),
            ("1::", 0x0001_0000_0000_0000, 0),
            ("2001:db8::1:0:0:1", 0x2001_0db8_0000_0000, 0x0001_0000_0000_0001),
            ("1:2:3:4:5:6:7:8", 0x0001_0002_0003_0004, 0x0005_0006_0007_0008),
            ("1:2:3:4:5:6:7::", 0x0001_0002_0003_0004, 0x0005_0006_0007_0000),
            ("::2:3:4:5:6:7:8", 0x0000_0002_0003_0004, 0x0005_0006_0007_0008),
            ("FE80::aB", 0xfe80_0000_0000_0000, 0xab),
            // An IPv4 address within, mapped and not.
            ("::ffff:192.0.2.1", 0, 0xffff_c000_0201),
            ("64:ff9b::192.0.2.1", 0x0064_ff9b_0000_0000, 0xc000_0201),
            ("1:2:3:4:5:6:1.2.3.4", 0x0001_0002_0003_0004, 0x0005_0006_0102_0304),
        ] as [(String, UInt64, UInt64)])
    func valid(text: String, high: UInt64, low: UInt64) {
        #expect(address(text) == IPAddress(high: high, low: low))
    }

    @Test(
        "Anything else is none",
        arguments: [
            "", ".", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", "1..3.4", "1.2.3.",
            ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "1:",
            ":1", "::1%eth0", "1:2:3:4:5:6:7:1.2.3.4", "[::1]", "unknown", "_hidden",
        ])
    func invalid(text: String) {
        #expect(address(text) == nil)
    }

    @Test(
        "A range has the addresses that begin with its bits, and not the next one",
        arguments: [
            ("10.0.0.0/8", "10.255.255.255", "11.0.0.0"),
            ("192.0.2.1", "192.0.2.1", "192.0.2.2"),
            ("192.0.2.0/31", "192.0.2.1", "192.0.2.2"),
            ("2001:db8::/32", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::"),
            ("2001:db8:0:1::/64", "2001:db8:0:1:ffff::", "2001:db8:0:2::"),
            ("2001:db8::8/125", "2001:db8::f", "2001:db8::10"),
            ("0.0.0.0/0", "255.255.255.255", "::1"),
        ])
    func range(text: String, inside: String, outside: String) throws {
        let range = try #require(AddressRange(text))
        #expect(range.contains(try #require(address(inside))))
        #expect(!range.contains(try #require(address(outside))))
    }

    @Test(
        "What is no range is refused",
        arguments: [
            "", "10.0.0.1/8", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/+8", "10.0.0.0/8/8",
            "/8", "2001:db8::1/64", "example.org",
        ])
    func noRange(text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test("An IPv6 client is its /64, and never an IPv4 one")
    func subscriber() throws {
        let one = try #require(address("2001:db8:0:1::1"))
        let same = try #require(address("2001:db8:0:1:ffff::9"))
        let other = try #require(address("2001:db8:0:2::1"))
        let four = try #require(address("192.0.2.1"))
        #expect(one.subscriber == same.subscriber)
        #expect(one.subscriber != other.subscriber)
        #expect(four.subscriber != address("192.0.2.2")?.subscriber)
        #expect(four.subscriber != address("::ffff:0:0")?.subscriber)
    }
}
