import Testing

@testable import HTTP

@Suite("Preconditions")
struct PreconditionsTests {
    private let current = Validators(
        entityTag: EntityTag("a"), lastModified: HTTPDate(secondsSinceEpoch: 784_111_777))
    private static let changed = "Sun, 06 Nov 1994 08:49:37 GMT"
    private static let before = "Sun, 06 Nov 1994 08:49:36 GMT"

    @Test(
        "Conditions are evaluated in the order of RFC 9110 §13.2.2",
        arguments: [
            ("GET", [], .proceed),
            ("GET", ["If-None-Match: \"a\""], .notModified),
            ("GET", ["If-None-Match: W/\"a\""], .notModified),
            ("GET", ["If-None-Match: \"z\", \"a\""], .notModified),
            ("GET", ["If-None-Match: \"z\"", "If-None-Match: \"a\""], .notModified),
            ("HEAD", ["If-None-Match: *"], .notModified),
            ("GET", ["If-None-Match: \"z\""], .proceed),
            ("GET", ["If-None-Match: \"za\""], .proceed),
            ("GET", ["If-None-Match: \"\"a\"\""], .proceed),
            ("GET", ["If-None-Match: a"], .proceed),
            ("GET", ["If-None-Match: \"a"], .proceed),
            ("GET", ["if-none-match: \"z\"", "IF-NONE-MATCH: \"a\""], .notModified),
            ("GET", ["If-None-Match: \"z\"", "If-None-Match: *"], .proceed),
            ("PUT", ["If-None-Match: \"a\""], .failed),
            ("PUT", ["If-None-Match: *"], .failed),
            // If-None-Match takes the place of If-Modified-Since
            ("GET", ["If-None-Match: \"z\"", "If-Modified-Since: \(changed)"], .proceed),
            ("GET", ["If-Modified-Since: \(changed)"], .notModified),
            ("GET", ["If-Modified-Since: \(before)"], .proceed),
            ("GET", ["If-Modified-Since: yesterday"], .proceed),
            ("PUT", ["If-Modified-Since: \(changed)"], .proceed),
            ("GET", ["If-Match: \"a\""], .proceed),
            ("GET", ["If-Match: *"], .proceed),
            ("GET", ["If-Match: \"z\""], .failed),
            ("GET", ["If-Match: W/\"a\""], .failed),
            ("PUT", ["If-Match: \"z\"", "If-Match: \"a\""], .proceed),
            ("GET", ["If-Unmodified-Since: \(changed)"], .proceed),
            ("GET", ["If-Unmodified-Since: \(before)"], .failed),
            ("GET", ["If-Unmodified-Since: x"], .proceed),
            // If-Match takes the place of If-Unmodified-Since
            ("GET", ["If-Match: \"a\"", "If-Unmodified-Since: \(before)"], .proceed),
            ("GET", ["If-Match: \"z\"", "If-None-Match: \"a\""], .failed),
        ] as [(String, [String], PreconditionOutcome)])
    func outcome(method: String, lines: [String], expected: PreconditionOutcome) throws {
        let fields = lines.map { $0 + "\r\n" }.joined()
        let outcome = try RequestHead.withParsed(
            "\(method) / HTTP/1.1\r\nHost: x\r\n\(fields)\r\n"
        ) { head in
            head.evaluatePreconditions(current)
        }
        #expect(outcome == expected)
    }

    @Test(
        "Where there is no representation, a condition on one fails",
        arguments: [
            ("If-Match: *", PreconditionOutcome.failed),
            ("If-Match: \"a\"", .failed),
            ("If-None-Match: *", .proceed),
            ("If-None-Match: \"a\"", .proceed),
        ])
    func absent(line: String, expected: PreconditionOutcome) throws {
        #expect(try withHead("PUT", line) { $0.evaluatePreconditions(nil) } == expected)
    }

    @Test("A weak tag never matches If-Match")
    func weak() throws {
        let weak = Validators(entityTag: EntityTag("a", isWeak: true), lastModified: nil)
        #expect(
            try withHead("PUT", "If-Match: W/\"a\"") { $0.evaluatePreconditions(weak) } == .failed)
        #expect(
            try withHead("GET", "If-None-Match: \"a\"") { $0.evaluatePreconditions(weak) }
                == .notModified)
    }

    @Test(
        "An entity tag holds no quotes, blanks or controls",
        arguments: ["a\"b", "a b", "\u{1}", "é"])
    func tag(text: String) {
        #expect(EntityTag(text) == nil)
    }
}
