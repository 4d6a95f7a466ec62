import HTTP
import Testing

@Suite("Peer address")
struct PeerAddressTests {
    @Test(
        "An address is written as people read it",
        arguments: [
            (PeerAddress.ipv4(0x7f00_0001, port: 80), "127.0.0.1"),
            (.unix, "unix"),
            // RFC 5952 §4
            (.ipv6(0, 1, port: 80), "::1"),
            (.ipv6(0, 0, port: 80), "::"),
            (.ipv6(0x2001_0db8_0000_0000, 0x0001_0000_0000_0001, port: 1), "2001:db8::1:0:0:1"),
            (.ipv6(0x2001_0db8_0000_0001, 0x0001_0001_0001_0001, port: 1), "2001:db8:0:1:1:1:1:1"),
            (.ipv6(0x0001_0000_0000_0000, 0, port: 1), "1::"),
        ])
    func description(address: PeerAddress, text: String) {
        #expect(address.description == text)
    }
}
