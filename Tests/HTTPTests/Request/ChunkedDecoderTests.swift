import Testing

@testable import HTTP

@Suite("Chunked decoder")
struct ChunkedDecoderTests {
    /// Decodes in two pieces, and tells the body, and how many bytes were used.
    private func decode(
        _ bytes: [UInt8], split: Int, bodyLimit: Int = 1000, limits: Limits = Limits()
    ) throws(Refusal) -> (body: [UInt8], used: Int, isDone: Bool) {
        var decoder = ChunkedDecoder(bodyLimit: bodyLimit, limits: limits)
        var body: [UInt8] = []
        var used = 0
        for piece in [Array(bytes[..<split]), Array(bytes[split...])] {
            let outcome = piece.withUnsafeBytes { buffer -> Result<Int, Refusal> in
                do throws(Refusal) {
                    return .success(try decoder.decode(buffer) { body += $0 })
                } catch {
                    return .failure(error)
                }
            }
            used += try outcome.get()
        }
        return (body, used, decoder.isDone)
    }

    @Test(
        "A valid body is decoded, wherever it is split",
        arguments: [
            ("0\r\n\r\n", ""),
            ("5\r\nhello\r\n0\r\n\r\n", "hello"),
            ("A\r\n0123456789\r\n000\r\n\r\n", "0123456789"),
            ("5;a=b;c\r\nhello\r\n0;z\r\n\r\n", "hello"),
            ("5 ; a = \"q;\\\"\" \r\nhello\r\n0\r\n\r\n", "hello"),
            ("1\r\na\r\n2\r\nbc\r\n0\r\nX-T: 1\r\nX-U:\r\n\r\n", "abc"),
        ])
    func valid(text: String, expected: String) throws {
        let bytes = latin1(text)
        for split in 0...bytes.count {
            let outcome = try decode(bytes + latin1("GET /"), split: split)
            #expect(outcome.body == latin1(expected))
            #expect(outcome.used == bytes.count)
            #expect(outcome.isDone)
        }
        for end in 0..<bytes.count {
            #expect(try !decode(Array(bytes[..<end]), split: 0).isDone)
        }
    }

    @Test(
        "A malformed body is refused, wherever it is split",
        arguments: [
            "0x5\r\nhello\r\n", "+5\r\nhello\r\n", "-5\r\n", "0_5\r\n", "g\r\n", "5 5\r\nhello\r\n",
            "5\0\r\n", "5\u{a0}\r\n", "5,\r\n", "5 foo\r\n", " 5\r\n", "\r\n", ";a=b\r\n", "5 \r\n",
            "5;\r\n", "5;a\0b\r\n", "5;a\nhello", "5\nhello", "5\r;hello", "5\r\nhello0\r\n",
            "3\r\nhello\r\n", "5\r\nhelloXX", "5\r\nhello\r\r", "5\r\nhello\n0\r\n", "0\n\n",
            "8000000000000000\r\n", "10000000000000000\r\n", "FFFFFFFFFFFFFFFB\r\n",
            "f0000000000000003\r\n", "00000000000000005\r\n", "0\r\n\rX", "0\r\nX-T : 1\r\n",
            "0\r\nX-T: a\0b\r\n", "0\r\n X: y\r\n", "0\r\nX\r\n", "5;a=\"b\r\n",
        ])
    func malformed(text: String) {
        let bytes = latin1(text)
        for split in 0...bytes.count {
            #expect(throws: Refusal.self) { try decode(bytes, split: split) }
        }
    }

    @Test("The body, at the limit and one past it")
    func bodyLimit() throws {
        let body = latin1("5\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n")
        #expect(try decode(body, split: 0, bodyLimit: 8).isDone)
        #expect(throws: Refusal.contentTooLarge(limit: 7)) {
            try decode(body, split: 0, bodyLimit: 7)
        }
        // The size alone tells it.
        #expect(throws: Refusal.contentTooLarge(limit: 7)) {
            try decode(latin1("8\r\n"), split: 0, bodyLimit: 7)
        }
    }

    @Test("Extensions of all chunks together, at the limit and one past it")
    func extensionLimit() throws {
        var limits = Limits()
        limits.chunkExtensionBytes = 8
        // Each ";aaa" costs the three bytes behind the semicolon, and the line end one.
        #expect(
            try decode(latin1("1;aaa\r\nx\r\n1;aaa\r\nx\r\n0\r\n\r\n"), split: 0, limits: limits)
                .isDone)
        #expect(throws: Refusal.badRequest(.chunk)) {
            try decode(latin1("1;aaa\r\nx\r\n1;aaaa\r\nx\r\n0\r\n\r\n"), split: 0, limits: limits)
        }
    }

    @Test("Trailers, at the limit and one past it")
    func trailerLimit() throws {
        var limits = Limits()
        limits.trailerBytes = 6
        #expect(try decode(latin1("0\r\nA: b\r\n\r\n"), split: 0, limits: limits).isDone)
        #expect(throws: Refusal.badRequest(.trailer)) {
            try decode(latin1("0\r\nA: bc\r\n\r\n"), split: 0, limits: limits)
        }
    }
}
