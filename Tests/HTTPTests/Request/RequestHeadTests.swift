import HTTPTypes
import Testing

@testable import HTTP

@Suite("Request head")
struct RequestHeadTests {
    @Test("A field is found by its name, whatever its case; the first line counts")
    func field() throws {
        try withHead("GET", "AcCept: a", "accept: b", "Empty:") { head in
            #expect(head.fieldValue("accept") == "a")
            #expect(
                head.lines(of: "accept").map { String(decoding: $0, as: UTF8.self) } == ["a", "b"])
            #expect(head.fieldValue("empty") == "")
            #expect(head.field("missing") == nil)
        }
    }

    @Test("A request value holds everything, and survives bytes that are no UTF-8")
    func request() throws {
        let request = try RequestHead.withParsed(
            "POST /a?b HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nX-A: caf\u{e9}\r\n\r\n"
        ) { $0.makeRequest() }
        #expect(request.method == .post)
        #expect(request.scheme == "http")
        #expect(request.authority == "h")
        #expect(request.path == "/a?b")
        #expect(request.headerFields[values: HTTPField.Name("X-A")!] == ["1", "caf\u{e9}"])
    }

    @Test(
        "An id is taken over where it can be, and made where not",
        arguments: [
            ("X-Request-Id: abc.DEF-1", "abc.DEF-1"),
            ("X-Request-Id: a b", "0123456789abcdef"),
            ("X-Request-Id:", "0123456789abcdef"),
            (
                "X-Request-Id: " + String(repeating: "a", count: 128),
                String(repeating: "a", count: 128)
            ),
            ("X-Request-Id: " + String(repeating: "a", count: 129), "0123456789abcdef"),
        ])
    func requestID(line: String, expected: String) throws {
        #expect(try withHead("GET", line) { $0.requestID.description } == expected)
    }

    @Test(
        "A trace parent is taken over where it is valid",
        arguments: [
            ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true),
            ("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", true),
            ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", false),
            ("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false),
            ("00-00000000000000000000000000000000-b7ad6b7169203331-01", false),
            ("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false),
            ("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", false),
            ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", false),
        ])
    func traceParent(value: String, isValid: Bool) throws {
        let trace = try withHead("GET", "traceparent: " + value) { $0.traceParent }
        #expect((trace != nil) == isValid)
        if isValid { #expect(trace?.traceID == "0af7651916cd43dd8448eb211c80319c") }
    }

    @Test("Two trace parents make none")
    func twoTraceParents() throws {
        let line = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        #expect(try withHead("GET", line, line) { $0.traceParent } == nil)
        #expect(try withHead("GET", line, line, line) { $0.traceParent } == nil)
        #expect(try withHead("GET", line) { $0.trace?.spanID } == 0x0123_4567_89ab_cdef)
    }
}
