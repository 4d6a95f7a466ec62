import Gzip
import HTTP
import Testing

@testable import ClinicAPI

@Suite("Content of request bodies")
struct RequestContentTests {
    private func coding(_ lines: String...) throws -> RequestContent.Coding? {
        let fields = lines.map { "Content-Encoding: \($0)\r\n" }.joined()
        return try RequestHead.withParsed("PUT / HTTP/1.1\r\nHost: x\r\n\(fields)\r\n") {
            try? RequestContent.coding(of: $0)
        }
    }

    @Test("gzip and nothing are understood, by any spelling; all else is refused")
    func codings() throws {
        #expect(try coding() == .identity)
        #expect(try coding("identity") == .identity)
        #expect(try coding("gzip") == .gzip)
        #expect(try coding("X-GZIP") == .gzip)
        for other in ["br", "gzip, gzip", "deflate", ""] {
            #expect(try coding(other) == nil, "\(other)")
        }
        #expect(try coding("gzip", "gzip") == nil)
    }

    @Test(
        "content as long as the limit is taken, one byte more is not",
        arguments: [.identity, .gzip]
            as [RequestContent.Coding])
    func limit(coding: RequestContent.Coding) throws {
        let content = [UInt8](repeating: 0x61, count: 1000)
        let body = coding == .gzip ? Gzip.compress(content) : content
        #expect(try RequestContent.decode(body, coding, limit: 1000) == content)
        #expect(throws: RequestContent.Fault.tooLarge(limit: 999)) {
            try RequestContent.decode(body, coding, limit: 999)
        }
    }

    @Test("a bomb is stopped at the limit, however small it came")
    func bomb() {
        let bomb = Gzip.compress([UInt8](repeating: 0, count: 64 << 20), level: 9)
        #expect(bomb.count < 100_000)
        #expect(throws: RequestContent.Fault.tooLarge(limit: 1 << 20)) {
            try RequestContent.decode(bomb, .gzip, limit: 1 << 20)
        }
    }

    @Test("what is not what its coding says is malformed")
    func malformed() {
        let whole = Gzip.compress(Array("back spasm".utf8))
        for body in [[], Array("plain".utf8), Array(whole.dropLast()), whole + [1]] {
            #expect(throws: RequestContent.Fault.malformed) {
                try RequestContent.decode(body, .gzip, limit: 1000)
            }
        }
    }
}
