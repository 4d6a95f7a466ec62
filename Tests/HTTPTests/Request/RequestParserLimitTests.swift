import Testing

@testable import HTTP

@Suite("Request parser: each limit at the limit, and one past it")
struct RequestParserLimitTests {
    private let limits: Limits = {
        var limits = Limits()
        limits.targetBytes = 100
        limits.fieldLineBytes = 200
        limits.fieldBlockBytes = 500
        limits.fieldCount = 10
        return limits
    }()

    private func request(target: String = "/", fields: String) -> String {
        "GET \(target) HTTP/1.1\r\nHost: x\r\n\(fields)\r\n"
    }

    @Test("The target")
    func target() {
        let most = "/" + String(repeating: "a", count: 99)
        #expect(parse(request(target: most, fields: ""), limits: limits).head != nil)
        #expect(
            parse(request(target: most + "a", fields: ""), limits: limits).refusal == .uriTooLong)
        // Told as soon as it shows, not at the end of the line.
        #expect(parse("GET " + most, limits: limits) == .partial)
        #expect(parse("GET " + most + "a", limits: limits).refusal == .uriTooLong)
    }

    @Test("The method")
    func method() {
        #expect(parse(String(repeating: "A", count: 64)) == .partial)
        #expect(parse(String(repeating: "A", count: 65)).refusal == .methodNotImplemented)
    }

    @Test("A field line")
    func line() {
        let most = "A: " + String(repeating: "b", count: 197)
        #expect(parse(request(fields: most + "\r\n"), limits: limits).head != nil)
        #expect(
            parse(request(fields: most + "b\r\n"), limits: limits).refusal == .headerFieldsTooLarge)
        let start = "GET / HTTP/1.1\r\n"
        #expect(parse(start + most, limits: limits) == .partial)
        #expect(parse(start + most + "b", limits: limits).refusal == .headerFieldsTooLarge)
        let name = String(repeating: "a", count: 201)
        #expect(parse(start + name, limits: limits).refusal == .headerFieldsTooLarge)
    }

    @Test("All field lines together, to the byte", arguments: [(500, true), (501, false)])
    func blockExactly(bytes: Int, isTaken: Bool) {
        var block = "Host: x\r\n"
        for _ in 0..<3 { block += "A: " + String(repeating: "b", count: 145) + "\r\n" }
        block += "C: " + String(repeating: "d", count: bytes - block.utf8.count - 5) + "\r\n"
        #expect(block.utf8.count == bytes)
        let outcome = parse("GET / HTTP/1.1\r\n\(block)\r\n", limits: limits)
        #expect((outcome.head != nil) == isTaken)
        if !isTaken { #expect(outcome.refusal == .headerFieldsTooLarge) }
    }

    @Test("The number of field lines", arguments: [(9, true), (10, false)])
    func count(more: Int, isTaken: Bool) {
        let fields = String(repeating: "A: b\r\n", count: more)
        let outcome = parse(request(fields: fields), limits: limits)
        #expect((outcome.head != nil) == isTaken)
        if !isTaken { #expect(outcome.refusal == .headerFieldsTooLarge) }
    }
}
