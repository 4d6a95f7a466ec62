import HTTPTypes
import Testing

@testable import HTTP

@Suite("Response")
struct ResponseTests {
    @Test(
        "The length is told where RFC 9110 §8.6 asks for it",
        arguments: [
            (200, Response.Body.bytes([1, 2, 3]), "3"),
            (200, .none, "0"),
            (204, .none, nil),
            (304, .none, nil),
            (404, .bytes([]), "0"),
            (200, .stream(BodyProducer { $0(.end) }), nil),
        ] as [(Int, Response.Body, String?)])
    func contentLength(status: Int, body: Response.Body, expected: String?) {
        let response = Response(status: status, fields: [:], body: body, route: "r")
        #expect(response.fieldValue("Content-Length") == expected)
    }

    @Test("A body where none can be is left out", arguments: [204, 304])
    func bodyless(status: Int) {
        let response = Response(status: status, fields: [:], body: .bytes([1]), route: "r")
        #expect(response.bodyBytes.isEmpty)
        #expect(response.fieldValue("Content-Length") == nil)
    }

    @Test("The head is written with what differs for each request, in one piece")
    func head() {
        let response = Response(
            status: 200, fields: [.contentType: "text/plain", .eTag: "\"a\""],
            body: .bytes(Array("hello".utf8)), route: "r")
        let lines = ResponseHeadLines(now: HTTPDate(secondsSinceEpoch: 784_111_777))
        let plan = ResponsePlan(sendsBody: true, persistence: .closed, streamFraming: .none)
        let room = UnsafeMutableRawBufferPointer.allocate(
            byteCount: ResponseHeadLines.bound(for: response), alignment: 1)
        defer { room.deallocate() }
        let count = lines.write(
            response, plan: plan, requestID: .generated(0xabc), extra: HeadExtra(),
            to: room.baseAddress!)
        #expect(
            String(decoding: room[..<count], as: UTF8.self) == """
                HTTP/1.1 200 OK\r
                Date: Sun, 06 Nov 1994 08:49:37 GMT\r
                X-Request-Id: 0000000000000abc\r
                Connection: close\r
                Content-Type: text/plain\r
                ETag: "a"\r
                Content-Length: 5\r
                \r

                """)
    }

    @Test("A trace and a quota are written where there are any, and fit at their longest")
    func extra() throws {
        let response = Response(status: 204, fields: [:], body: .none, route: "r")
        let lines = ResponseHeadLines(now: HTTPDate(secondsSinceEpoch: 784_111_777))
        let plan = ResponsePlan(sendsBody: true, persistence: .kept, streamFraming: .chunked)
        let parent = try #require(
            Array("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff".utf8).withUnsafeBytes {
                TraceParent($0)
            })
        let quota = RateQuota(
            burst: .max, windowSeconds: 2, remaining: 0, resetSeconds: .max, retryAfterSeconds: 1)
        let id = String(repeating: "i", count: 128)
        let room = UnsafeMutableRawBufferPointer.allocate(
            byteCount: ResponseHeadLines.bound(for: response), alignment: 1)
        defer { room.deallocate() }
        let count = lines.write(
            response, plan: plan, requestID: .owned(try #require(RequestID(id))),
            extra: HeadExtra(trace: Trace(parent: parent, spanID: 0xab), quota: quota),
            to: room.baseAddress!)
        #expect(
            String(decoding: room[..<count], as: UTF8.self) == """
                HTTP/1.1 204 No Content\r
                Date: Sun, 06 Nov 1994 08:49:37 GMT\r
                X-Request-Id: \(id)\r
                traceparent: 00-0af7651916cd43dd8448eb211c80319c-00000000000000ab-03\r
                RateLimit-Policy: "default";q=4294967295;w=2\r
                RateLimit: "default";r=0;t=4294967295\r
                Transfer-Encoding: chunked\r
                \r

                """)
    }

    @Test("The framing is the engine's own, whatever the application says")
    func ownFields() {
        let fields: HTTPFields = [
            .contentLength: "99", .transferEncoding: "chunked", .connection: "x", .date: "never",
            .contentType: "text/plain",
        ]
        let response = Response(status: 200, fields: fields, body: .bytes([1]), route: "r")
        #expect(
            response.headText
                == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\n")
    }

    @Test("No value ends its line")
    func splitting() {
        // HTTPTypes mends such a value; the serialiser would leave it out.
        let fields: HTTPFields = [.location: "/a\r\nX-Injected: yes"]
        let response = Response(status: 308, fields: fields, body: .none, route: "r")
        #expect(!response.headText.contains("\r\nX-Injected"))
    }

    @Test("A status without a registered phrase keeps the space before it")
    func reason() {
        let response = Response(status: 299, fields: [:], body: .none, route: "r")
        #expect(response.headText.hasPrefix("HTTP/1.1 299 \r\n"))
    }

    @Test("Every refusal has a status, a label of its own, and a sentence")
    func refusals() {
        let refusals: [Refusal] =
            [
                .requestTimeout, .contentTooLarge(limit: 0), .uriTooLong, .headerFieldsTooLarge,
                .expectationFailed, .methodNotImplemented, .codingNotImplemented,
                .versionNotSupported, .overloaded, .tooManyRequests(retryAfterSeconds: 3),
                .plainOnTLSPort,
            ] + BadRequest.allCases.map { .badRequest($0) }
        for refusal in refusals {
            #expect((400...599).contains(refusal.status))
            #expect(refusal.detail.hasSuffix("."))
            #expect(refusal.label.utf8.allSatisfy { $0 == 0x5f || (0x61...0x7a).contains($0) })
        }
        let labels = Set(refusals.map(\.label))
        #expect(labels.count == 12)
    }
}
