import HTTP
import Synchronization
import Testing

@testable import HTTPServer

/// Classes of request by which one is hidden in another, each with a request behind it.
@Suite("Requests that hide others", .timeLimit(.minutes(2)))
struct FramingTests {
    /// A server that counts requests for `/hidden`.
    private static func withCounting(
        _ body: (RunningServer, borrowing Atomic<Int>) async throws -> Void
    ) async throws {
        let hidden = Counter()
        let test = TestResponder()
        let responder = Responder(
            respond: { head in
                if head.pathText == "/hidden" { hidden.count.add(1, ordering: .relaxed) }
                return test.responder.respond(head)
            },
            refuse: TestResponder.refuse)
        try await withServer(responder: responder) { try await body($0, hidden.count) }
    }

    private final class Counter: Sendable {
        let count = Atomic(0)
    }

    private static let next = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"
    private static let post = "POST /echo HTTP/1.1\r\nHost: x\r\n"

    /// A chunked body after a head with these lines.
    private static func chunked(_ body: String, lines: String = "") -> String {
        post + lines + "Transfer-Encoding: chunked\r\n\r\n" + body
    }

    private static func coded(_ lines: String) -> String {
        post + lines + "\r\n0\r\n\r\n"
    }

    private static func length(_ lines: String) -> String { post + lines + "\r\n" }

    /// Each with the only status that it is answered with.
    private static let doubtful: [(String, Int)] =
        lengths + codings + chunks + lines + targets

    private static let lengths: [(String, Int)] = [
        (length("Content-Length: +0\r\n"), 400), (length("Content-Length: -1\r\n"), 400),
        (length("Content-Length: 0,0\r\n"), 400), (length("Content-Length: 0, 5\r\n"), 400),
        (length("Content-Length: 0x0\r\n"), 400), (length("Content-Length: 0 0\r\n"), 400),
        (length("Content-Length: 0;\r\n"), 400), (length("Content-Length: \u{b}0\r\n"), 400),
        (length("Content-Length: 0\r\nContent-Length: 0\r\n"), 400),
        (length("Content-Length: 0\r\ncontent-length: 5\r\n"), 400),
        (length("Content-Length : 0\r\n"), 400), (length("Content-Length\t: 0\r\n"), 400),
        (length("Content-Length:\r\n 0\r\n"), 400),
        (length("Content-Length: 18446744073709551616\r\n"), 400),
        (length("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n"), 400),
        (length("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n"), 400),
        (length("Transfer-Encoding: identity\r\nContent-Length: 0\r\n"), 400),
    ]

    private static let codings: [(String, Int)] = [
        (coded("Transfer-Encoding: chunked, identity\r\n"), 400),
        (coded("Transfer-Encoding: identity, chunked\r\n"), 501),
        (coded("Transfer-Encoding: xchunked\r\n"), 501),
        (coded("Transfer-Encoding: chunkedx\r\n"), 501),
        (coded("Transfer-Encoding: chunked;q=1\r\n"), 501),
        (coded("Transfer-Encoding: chunked chunked\r\n"), 501),
        (coded("Transfer-Encoding: 'chunked'\r\n"), 501),
        (coded("Transfer-Encoding: ,chunked\r\n"), 400),
        (coded("Transfer-Encoding: chunked,\r\n"), 400),
        (coded("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"), 400),
        (coded("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n"), 501),
        (coded("Transfer-Encoding: chunked\r\ntransfer-encoding: chunked\r\n"), 400),
        (coded("Transfer-Encoding: chun\r\n ked\r\n"), 400),
        (coded("Transfer-Encoding:\r\n\tchunked\r\n"), 400),
        (coded("Transfer-Encoding : chunked\r\n"), 400),
        (coded(" Transfer-Encoding: chunked\r\n"), 400),
        (coded("\u{b}Transfer-Encoding: chunked\r\n"), 400),
        (coded("Transfer-Encoding: \u{b}chunked\r\n"), 400),
        (coded("Transfer-Encoding: chunked\0\r\n"), 400),
        (coded("X: y\rTransfer-Encoding: chunked\r\n"), 400),
        (coded("X: y\nTransfer-Encoding: chunked\r\n"), 400),
        (
            "POST /echo HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400
        ),
    ]

    private static let chunks: [(String, Int)] = [
        (chunked("0x0\r\n\r\n"), 400), (chunked("+0\r\n\r\n"), 400), (chunked("-0\r\n\r\n"), 400),
        (chunked(" 0\r\n\r\n"), 400), (chunked("0 \r\n\r\n"), 400), (chunked("0\t\r\n\r\n"), 400),
        (chunked("0 0\r\n\r\n"), 400), (chunked("0_0\r\n\r\n"), 400), (chunked("\r\n\r\n"), 400),
        (chunked("0\n\n"), 400), (chunked("0\r\r\n\r\n"), 400), (chunked("0\r\n\n"), 400),
        (chunked("0;\r\n\r\n"), 400), (chunked("0;a\rb\r\n\r\n"), 400),
        (chunked("0;a\nb\r\n\r\n"), 400), (chunked("0;a=\"\r\n\r\n\"\r\n\r\n"), 400),
        (chunked("1\r\naX0\r\n\r\n"), 400), (chunked("1\r\na\n0\r\n\r\n"), 400),
        (chunked("1\r\na0\r\n\r\n"), 400), (chunked("2\r\na\r\n0\r\n\r\n"), 400),
        (chunked("10000000000000000\r\na\r\n0\r\n\r\n"), 400),
        (chunked("FFFFFFFFFFFFFFFF\r\na\r\n0\r\n\r\n"), 400),
        (chunked("8000000000000000\r\na\r\n0\r\n\r\n"), 400),
        (chunked("00000000000000000\r\n\r\n"), 400), (chunked("0\r\nA : b\r\n\r\n"), 400),
        (chunked("0\r\nA: b\r\n c\r\n\r\n"), 400), (chunked("0\r\nA: b\rc\r\n\r\n"), 400),
        (chunked("0\r\nA\r\n\r\n"), 400), (chunked("0\r\n: b\r\n\r\n"), 400),
        // The length that is told is past what the route takes.
        (chunked("100001\r\n"), 413), (chunked("7FFFFFFFFFFFFFFF\r\n"), 413),
    ]

    private static let lines: [(String, Int)] = [
        // Refused when its part has come, so refused as a whole.
        (String(repeating: "A", count: 65) + " /livez HTTP/1.1\r\nHost: x\r\n\r\n", 501),
        ("GET /livez HTTP/1.1\r\n Host: x\r\n\r\n", 400),
        ("GET /livez HTTP/1.1\r\n\r\nHost: x\r\n\r\n", 400),
        ("GET /livez HTTP/1.1\r\nHost: x\r\n\tA: b\r\n\r\n", 400),
        ("GET /livez HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n", 400),
        ("GET /livez HTTP/1.1\r\nHost: x\r\nA\0: c\r\n\r\n", 400),
        ("GET /livez HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n", 400),
        ("GET /livez HTTP/1.1\r\nHost: x\r\r\n\r\n", 400),
        ("GET /livez HTTP/1.1\r\nHost: x\r\n\r\r\n", 400),
        ("GET /livez HTTP/1.1\r\nHost: x\r\n\n", 400),
        ("GET\r/livez HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /livez\rHTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /livez HTTP/1.1\r\r\nHost: x\r\n\r\n", 400),
        ("\rGET /livez HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /livez\tHTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /livez HTTP/1.1 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /livez HTTP/1.1\u{85}\r\nHost: x\r\n\r\n", 400),
    ]

    private static let targets: [(String, Int)] = [
        ("GET http://a@x/livez HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET http://x:80:80/livez HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET http://x\\@y/livez HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET http:///livez HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET http:/livez HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET //x\\y HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET http://y/livez HTTP/1.1\r\n\r\n", 400),
        ("GET http://y/livez HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        ("GET /livez HTTP/1.1\r\nHost: x, y\r\n\r\n", 400),
        ("GET /livez HTTP/1.1\r\nHost: x/\r\n\r\n", 400),
    ]

    @Test("Any doubt is refused once, and what stands behind it is never asked for")
    func refused() async throws {
        try await Self.withCounting { running, hidden in
            for (request, status) in Self.doubtful {
                for isDripped in [false, true] {
                    let client = try running.client()
                    let bytes = latin1(request + Self.next)
                    // A reset may cut off what is dripped after the refusal.
                    for piece in isDripped ? bytes.map({ [$0] }) : [bytes] { client.send(piece) }
                    client.shutdownWrite()
                    client.receiveToEnd()
                    let responses = TestResponse.parse(client.received)
                    #expect(responses.map(\.status) == [status], "\(request.debugDescription)")
                    #expect(responses.first?.value("Connection") == "close")
                }
            }
            #expect(hidden.load(ordering: .relaxed) == 0)
        }
    }

    @Test(
        "What is valid ends where it says, and the next request is answered",
        arguments: [
            post + "Content-Length: 0\r\n\r\n", post + "Content-Length: 00000000005\r\n\r\nhello",
            post + "Content-Length:\t5 \t\r\n\r\nGET /",
            chunked("5\r\nGET /\r\n0\r\n\r\n"), chunked("05;a=\"\\\"\"\r\n0\r\n\r\n\r\n0\r\n\r\n"),
            chunked("1\r\na\r\n0\r\nContent-Length: 99\r\nTransfer-Encoding: x\r\n\r\n"),
            chunked("0000000000000001\r\na\r\n0\r\n\r\n", lines: "X-Content-Length: 7\r\n"),
            "GET /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /",
            "GET /livez HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nGET /\r\n0\r\n\r\n",
            "GET http://y/livez HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /livez HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nGE",
            "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
            "HEAD /nope HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nGET",
        ])
    func valid(request: String) async throws {
        try await Self.withCounting { running, hidden in
            for isDripped in [false, true] {
                let client = try running.client()
                let bytes = latin1(request + Self.next)
                for piece in isDripped ? bytes.map({ [$0] }) : [bytes] { client.send(piece) }
                client.shutdownWrite()
                #expect(client.receiveToEnd() == .closed)
                let starts = client.text.components(of: "HTTP/1.1 ")
                #expect(starts == 2, "\(client.text)")
                #expect(client.text.contains("There is nothing here."))
            }
            #expect(hidden.load(ordering: .relaxed) == 2)
        }
    }

    @Test("An error in the middle of a pipeline ends it: what came before is answered, no more")
    func middle() async throws {
        try await Self.withCounting { running, hidden in
            let later = "GET /later?20 HTTP/1.1\r\nHost: x\r\n\r\n"
            for bad in [
                "GET / HTTP/1.1\r\nHost : x\r\n\r\n", Self.chunked("zz\r\n"),
                Self.length("Content-Length: 1\r\nContent-Length: 1\r\n"), "\n", "X\r\n",
            ] {
                let client = try running.client()
                client.send(get + later + get + bad + Self.next)
                client.receiveToEnd()
                let statuses = TestResponse.parse(client.received).map(\.status)
                #expect(statuses == [200, 200, 200, 400], "\(bad.debugDescription)")
            }
            #expect(hidden.load(ordering: .relaxed) == 0)
        }
    }

    @Test(
        "Who shuts its side within a request is not answered, and nothing is made of the part",
        arguments: [
            "GET", "GET /hidden HTTP/1.1\r\nHost: x\r\n", post + "Content-Length: 5\r\n\r\nhell",
            chunked("5\r\nhello\r\n"), chunked("5\r\nhello\r\n0\r\n"),
        ])
    func halfClose(request: String) async throws {
        try await Self.withCounting { running, hidden in
            let client = try running.client()
            client.send(get + request)
            client.shutdownWrite()
            #expect(client.receiveToEnd() == .closed)
            #expect(TestResponse.parse(client.received).map(\.status) == [200])
            #expect(hidden.load(ordering: .relaxed) == 0)
        }
    }

    private func latin1(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8($0.value) }
    }
}

extension String {
    /// How often `part` occurs.
    fileprivate func components(of part: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: part) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
