import Testing

@testable import HTTP

@Suite("Negotiation")
struct NegotiationTests {
    @Test(
        "The coding, by Accept-Encoding",
        arguments: [
            ([], ContentCoding.identity),
            (["Accept-Encoding: gzip"], .gzip),
            (["Accept-Encoding: GZip"], .gzip),
            (["Accept-Encoding: x-gzip"], .gzip),
            (["Accept-Encoding: br, gzip;q=0.5"], .gzip),
            (["Accept-Encoding: br", "Accept-Encoding: gzip"], .gzip),
            (["Accept-Encoding: *"], .gzip),
            (["Accept-Encoding: gzip;q=0"], .identity),
            (["Accept-Encoding: gzip;q=0.000"], .identity),
            (["Accept-Encoding: gzip; q=0"], .identity),
            (["Accept-Encoding: *;q=0, identity"], .identity),
            (["Accept-Encoding: gzip;q=0.5, identity;q=0.6"], .identity),
            (["Accept-Encoding: gzip;q=0.6, identity;q=0.5"], .gzip),
            (["Accept-Encoding: gzip;q=0, *"], .identity),
            (["Accept-Encoding:"], .identity),
            (["Accept-Encoding: bogus, x-foo;q=0.5"], .identity),
            (["Accept-Encoding: gzip;q=2"], .identity),
            (["Accept-Encoding: ,,gzip,,"], .gzip),
        ])
    func coding(lines: [String], expected: ContentCoding) throws {
        let fields = lines.map { $0 + "\r\n" }.joined()
        let coding = try RequestHead.withParsed("GET / HTTP/1.1\r\nHost: x\r\n\(fields)\r\n") {
            $0.preferredCoding
        }
        #expect(coding == expected)
    }

    @Test(
        "The media type, by Accept",
        arguments: [
            ("application/json", 0),
            ("text/html", 1),
            ("TEXT/HTML", 1),
            ("*/*", 0),
            ("text/*", 1),
            ("text/html;q=0.5, application/json;q=0.4", 1),
            ("text/html;q=0.5, */*;q=0.6", 0),
            // the more specific range decides
            ("*/*, application/json;q=0.1", 1),
            ("text/*;q=0.9, text/html;q=0.1, application/json;q=0.5", 0),
            ("application/json;charset=utf-8", 0),
            ("text/html;level=1;q=0.1, text/html;q=0.9, application/json;q=0.5", 0),
            ("image/png", nil),
            ("application/json;q=0, text/html;q=0", nil),
            ("*/*;q=0", nil),
            (";;;/,,q=", 0),
            ("", 0),
        ] as [(String, Int?)])
    func mediaType(value: String, expected: Int?) throws {
        let offered = try [
            #require(MediaType("application/json")), #require(MediaType("text/html")),
        ]
        #expect(
            try withHead("GET", "Accept: " + value) { $0.preferredType(of: offered) } == expected)
    }

    @Test("Without Accept the first type is taken")
    func noAccept() throws {
        let offered = try [#require(MediaType("text/html"))]
        #expect(try withHead { $0.preferredType(of: offered) } == 0)
        #expect(MediaType("text") == nil)
        #expect(MediaType("text/") == nil)
    }

    @Test(
        "The language, by lookup",
        arguments: [
            ("es", 1),
            ("es-MX", 1),
            ("ES", 1),
            ("de, es;q=0.8, en;q=0.9", 0),
            ("zh-Hant-TW", 2),
            ("zh-Hans", nil),
            ("de", nil),
            ("*", 0),
            ("de, *;q=0.5", 0),
            ("en;q=0, *", 1),
            ("en-x-private", 0),
            ("*;q=x,,-," + String(repeating: "a-", count: 300), nil),
            ("", nil),
        ] as [(String, Int?)])
    func language(value: String, expected: Int?) throws {
        let offered = ["en", "es", "zh-Hant"]
        #expect(
            try withHead("GET", "Accept-Language: " + value) { $0.preferredLanguage(of: offered) }
                == expected)
    }
}
