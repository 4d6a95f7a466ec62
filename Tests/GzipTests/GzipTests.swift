import Gzip
import Testing

@Suite("Gzip")
struct GzipTests {
    private static let text = Array(
        String(repeating: "The back spasm comes without warning. ", count: 5000).utf8)

    @Test(
        "What is compressed expands to what it was",
        arguments: [[], [1], text, Array(0...255)] as [[UInt8]])
    func roundTrip(bytes: [UInt8]) throws {
        for level in [0, 1, 6, 9, 10] {
            let compressed = Gzip.compress(bytes, level: level)
            #expect(compressed.starts(with: [0x1f, 0x8b]))
            #expect(try Gzip.expand(compressed, limit: bytes.count) == bytes)
        }
    }

    @Test("The same bytes compress to the same bytes")
    func stable() {
        #expect(Gzip.compress(Self.text) == Gzip.compress(Self.text))
        #expect(Gzip.compress(Self.text).count < Self.text.count / 50)
    }

    @Test("Output at the limit is taken, one byte more is not")
    func limit() throws {
        let compressed = Gzip.compress(Self.text)
        #expect(try Gzip.expand(compressed, limit: Self.text.count).count == Self.text.count)
        #expect(throws: GzipError.tooLarge) {
            try Gzip.expand(compressed, limit: Self.text.count - 1)
        }
    }

    @Test("A bomb ends at the limit")
    func bomb() {
        let bomb = Gzip.compress([UInt8](repeating: 0, count: 50_000_000), level: 9)
        #expect(bomb.count < 60_000)
        #expect(throws: GzipError.tooLarge) { try Gzip.expand(bomb, limit: 1_000_000) }
    }

    @Test("Several members are one text, and what follows the last is a fault")
    func members() throws {
        let two = Gzip.compress(Array("ab".utf8)) + Gzip.compress(Array("cd".utf8))
        #expect(try Gzip.expand(two, limit: 10) == Array("abcd".utf8))
        #expect(throws: GzipError.self) { try Gzip.expand(two + [1, 2, 3], limit: 10) }
    }

    @Test("Damage shows, at every byte cut off and in every byte changed")
    func damage() {
        let compressed = Gzip.compress(Array("The back spasm comes without warning.".utf8))
        for end in 0..<compressed.count {
            #expect(throws: GzipError.self) {
                try Gzip.expand(Array(compressed[..<end]), limit: 1000)
            }
        }
        // Bytes 4 to 9 are time, flags and system: they change nothing.
        for index in compressed.indices where !(4...9).contains(index) {
            var changed = compressed
            changed[index] ^= 0xff
            #expect(throws: GzipError.self) { try Gzip.expand(changed, limit: 1000) }
        }
    }

    @Test("Pieces make one stream, readable after each flush")
    func pieces() throws {
        let compressor = GzipCompressor()
        var output: [UInt8] = []
        Array("first ".utf8).withUnsafeBytes { compressor.append($0, to: &output) }
        compressor.flush(to: &output)
        let flushed = output.count
        #expect(flushed > 10)
        Array("second".utf8).withUnsafeBytes { compressor.append($0, to: &output) }
        compressor.finish(to: &output)
        #expect(try Gzip.expand(output, limit: 100) == Array("first second".utf8))
    }
}
