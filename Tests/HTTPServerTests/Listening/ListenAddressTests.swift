import Testing

@testable import HTTPServer

@Suite("Listen address")
struct ListenAddressTests {
    @Test(
        "An address is read, and written as it was",
        arguments: [
            ("127.0.0.1:8080", ListenAddress.tcp(host: "127.0.0.1", port: 8080)),
            ("[::]:8080", .tcp(host: "::", port: 8080)),
            ("[::1]:0", .tcp(host: "::1", port: 0)),
            (":8080", .tcp(host: nil, port: 8080)),
            ("localhost:65535", .tcp(host: "localhost", port: 65_535)),
            ("unix:/run/clinic.sock", .unix(path: "/run/clinic.sock")),
        ])
    func valid(text: String, address: ListenAddress) throws {
        #expect(try ListenAddress(parsing: text) == address)
        #expect(address.description == text)
    }

    @Test(
        "What is no address is told apart",
        arguments: [
            ("", ListenAddressError.Problem.noPort), ("localhost", .noPort),
            ("localhost:", .badPort), ("h:65536", .badPort), ("h:-1", .badPort),
            ("h:80x", .badPort),
            ("::1:80", .badHost), ("[::1:80", .badHost), ("[]:80", .badHost), ("unix:", .noPath),
        ])
    func invalid(text: String, problem: ListenAddressError.Problem) {
        #expect(throws: ListenAddressError(text: text, problem: problem)) {
            try ListenAddress(parsing: text)
        }
    }

    @Test("A Unix socket's path, at the limit and one past it")
    func pathLimit() throws {
        let most = "unix:/" + String(repeating: "a", count: 106)
        #expect(try ListenAddress(parsing: most).description == most)
        #expect(throws: ListenAddressError(text: most + "a", problem: .pathTooLong)) {
            try ListenAddress(parsing: most + "a")
        }
    }
}
