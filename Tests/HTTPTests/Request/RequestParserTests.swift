import Testing

@testable import HTTP

@Suite("Request parser")
struct RequestParserTests {
    @Test(
        "A valid head is read, and is partial at each byte before its end",
        arguments: [
            // the least there can be
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            // HTTP/1.0 needs no Host
            "GET /a?b HTTP/1.0\r\n\r\n",
            // blanks around a value, none at all, an empty value
            "GET / HTTP/1.1\r\nHost:x\r\nA: \t 1 \t\r\nB:\r\n\r\n",
            // bytes beyond ASCII in a value
            "GET / HTTP/1.1\r\nHost: x\r\nA: caf\u{e9} \u{80}\u{ff}\r\n\r\n",
            // values longer than a word, with tabs inside
            "GET / HTTP/1.1\r\nHost: x\r\nA: 0123456789\tabcdefghijklmnop\tq\r\n\r\n",
            // an empty line before the request line
            "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
            // all token characters in a name
            "GET / HTTP/1.1\r\nHost: x\r\n!#$%&'*+-.^_`|~0aZ: 1\r\n\r\n",
            // the absolute form
            "GET http://h.example:80/p?q HTTP/1.1\r\nHost: x\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
            "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n",
        ])
    func valid(text: String) throws {
        let bytes = latin1(text)
        let head = try #require(parse(bytes).head)
        #expect(head.length == bytes.count)
        for end in 0..<bytes.count {
            #expect(parse(Array(bytes[..<end])) == .partial, "the first \(end) bytes")
        }
        // What follows the head does not change it.
        #expect(parse(bytes + latin1("GET /next")).head == head)
    }

    @Test("Everything is found where it is")
    func parts() throws {
        let head = try #require(
            parse(
                "PUT /v1/a%20b?c=d?e HTTP/1.1\r\nHost: h:8\r\nX:  y z \r\nContent-Length: 7\r\n\r\n"
            )
            .head)
        #expect(
            head
                == Parsed(
                    method: "PUT", target: "/v1/a%20b?c=d?e", path: "/v1/a%20b", query: "c=d?e",
                    host: "h:8", minorVersion: 1, body: .length(7),
                    fields: ["Host=h:8", "X=y z", "Content-Length=7"], keepsAlive: true,
                    length: 72))
    }

    @Test(
        "A target is reduced to its origin form",
        arguments: [
            ("GET http://h/p?q HTTP/1.1", "/p?q", "/p", "q", "h"),
            ("GET HTTP://h:81 HTTP/1.1", "/", "/", nil, "h:81"),
            ("GET http://h?q HTTP/1.1", "?q", "/", "q", "h"),
            ("OPTIONS http://h HTTP/1.1", "*", "*", nil, "h"),
            ("GET /p? HTTP/1.1", "/p?", "/p", "", "x"),
        ] as [(String, String, String, String?, String)])
    func target(line: String, target: String, path: String, query: String?, host: String) throws {
        let head = try #require(parse("\(line)\r\nHost: x\r\n\r\n").head)
        #expect(head.target == target)
        #expect(head.path == path)
        #expect(head.query == query)
        #expect(head.host == host)
    }

    @Test(
        "Bytes that are no request are refused, and so is any longer form of them",
        arguments: [
            // request line
            ("GET\r\n\r\n", .badRequest(.requestLine)),
            ("GET /\r\n\r\n", .badRequest(.requestLine)),
            ("GET  / HTTP/1.1\r\nHost: x\r\n\r\n", .badRequest(.requestLine)),
            (" GET / HTTP/1.1\r\nHost: x\r\n\r\n", .badRequest(.requestLine)),
            ("G@T / HTTP/1.1\r\nHost: x\r\n\r\n", .badRequest(.requestLine)),
            ("\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", .badRequest(.requestLine)),
            ("\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", .badRequest(.requestLine)),
            ("GET / HTTP/1.1 \r\nHost: x\r\n\r\n", .badRequest(.version)),
            ("GET / http/1.1\r\nHost: x\r\n\r\n", .badRequest(.version)),
            ("GET / HTTP/1.10\r\nHost: x\r\n\r\n", .badRequest(.version)),
            ("GET / HTTP/2.0\r\nHost: x\r\n\r\n", .versionNotSupported),
            ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .versionNotSupported),
            ("BREW / HTTP/1.1\r\nHost: x\r\n\r\n", .methodNotImplemented),
            ("get / HTTP/1.1\r\nHost: x\r\n\r\n", .methodNotImplemented),
            ("CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n", .methodNotImplemented),
            ("CONNECT h: HTTP/1.1\r\nHost: h\r\n\r\n", .badRequest(.target)),
            // target
            ("GET * HTTP/1.1\r\nHost: x\r\n\r\n", .badRequest(.target)),
            ("GET a HTTP/1.1\r\nHost: x\r\n\r\n", .badRequest(.target)),
            ("GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n", .badRequest(.target)),
            ("GET /a?b#c HTTP/1.1\r\nHost: x\r\n\r\n", .badRequest(.target)),
            ("GET /a\u{7f} HTTP/1.1\r\nHost: x\r\n\r\n", .badRequest(.target)),
            ("GET /\u{e9} HTTP/1.1\r\nHost: x\r\n\r\n", .badRequest(.target)),
            ("GET /<a> HTTP/1.1\r\nHost: x\r\n\r\n", .badRequest(.target)),
            ("GET http:///a HTTP/1.1\r\nHost: x\r\n\r\n", .badRequest(.target)),
            ("GET http://u@h/a HTTP/1.1\r\nHost: x\r\n\r\n", .badRequest(.target)),
            ("GET https://h/a HTTP/1.1\r\nHost: x\r\n\r\n", .badRequest(.target)),
            ("GET ftp://h/a HTTP/1.1\r\nHost: x\r\n\r\n", .badRequest(.target)),
            // line ends
            ("GET / HTTP/1.1\nHost: x\n\n", .badRequest(.lineEnding)),
            ("GET / HTTP/1.1\rHost: x\r\r", .badRequest(.lineEnding)),
            ("GET / HTTP/1.1\r\nHost: x\n\r\n", .badRequest(.lineEnding)),
            ("GET / HTTP/1.1\r\nHost: x\r\n\rX", .badRequest(.lineEnding)),
            ("GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n", .badRequest(.lineEnding)),
            // fields
            ("GET / HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n", .badRequest(.fieldName)),
            ("GET / HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n", .badRequest(.fieldName)),
            ("GET / HTTP/1.1\r\nHost: x\r\nA\r\n\r\n", .badRequest(.fieldName)),
            ("GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", .badRequest(.fieldFolding)),
            ("GET / HTTP/1.1\r\n Host: x\r\n\r\n", .badRequest(.fieldFolding)),
            ("GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n", .badRequest(.fieldValue)),
            ("GET / HTTP/1.1\r\nHost: x\r\nA: 01234567\u{1}\r\n\r\n", .badRequest(.fieldValue)),
            ("GET / HTTP/1.1\r\nHost: x\r\nA: b\u{7f}\r\n\r\n", .badRequest(.fieldValue)),
            // host
            ("GET / HTTP/1.1\r\n\r\n", .badRequest(.host)),
            ("GET / HTTP/1.1\r\nHost:\r\n\r\n", .badRequest(.host)),
            ("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", .badRequest(.host)),
            ("GET / HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n", .badRequest(.host)),
            ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", .badRequest(.host)),
            // framing
            (
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\n",
                .badRequest(.contentLength)
            ),
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n", .badRequest(.contentLength)),
            (
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
                .badRequest(.contentLength)
            ),
            (
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n\r\n",
                .badRequest(.contentLength)
            ),
            (
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9223372036854775808\r\n\r\n",
                .badRequest(.contentLength)
            ),
            (
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
                .badRequest(.contentLengthWithTransferEncoding)
            ),
            (
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
                .badRequest(.transferEncoding)
            ),
            (
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                .badRequest(.transferEncoding)
            ),
            (
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n\r\n",
                .badRequest(.transferEncoding)
            ),
            (
                "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
                .badRequest(.transferEncoding)
            ),
            (
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                .codingNotImplemented
            ),
            (
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \"chunked\"\r\n\r\n",
                .codingNotImplemented
            ),
            ("GET / HTTP/1.1\r\nHost: x\r\nExpect: 200-ok\r\n\r\n", .expectationFailed),
        ] as [(String, Refusal)])
    func refused(text: String, refusal: Refusal) {
        let bytes = latin1(text)
        #expect(parse(bytes) == .refused(refusal))
        // A part of it is never taken for a request; what a part is refused for, the whole is.
        for end in 0..<bytes.count {
            let outcome = parse(Array(bytes[..<end]))
            #expect(outcome == .partial || outcome == .refused(refusal), "the first \(end) bytes")
        }
    }

    @Test(
        "What the engine reads for itself",
        arguments: [
            ("HTTP/1.1", "", RequestBody.none, true),
            ("HTTP/1.2", "", .none, true),
            ("HTTP/1.0", "", .none, false),
            ("HTTP/1.0", "Connection: keep-alive\r\n", .none, true),
            ("HTTP/1.1", "Connection: x, ClOsE\r\n", .none, false),
            ("HTTP/1.1", "Connection: x\r\nConnection: close\r\n", .none, false),
            ("HTTP/1.1", "Content-Length: 010\r\n", .length(10), true),
            ("HTTP/1.1", "Transfer-Encoding: CHUNKED\r\n", .chunked, true),
        ])
    func framing(version: String, lines: String, body: RequestBody, keepsAlive: Bool) throws {
        let head = try #require(parse("POST / \(version)\r\nHost: x\r\n\(lines)\r\n").head)
        #expect(head.body == body)
        #expect(head.keepsAlive == keepsAlive)
    }

    @Test("https is taken on an encrypted connection only")
    func scheme() {
        let text = "GET https://h/a HTTP/1.1\r\nHost: x\r\n\r\n"
        #expect(parse(text, isSecure: true).head?.path == "/a")
        #expect(parse(text).refusal == .badRequest(.target))
    }
}
