import Testing

@testable import HTTP

@Suite("Mutated input")
struct MutationTests {
    /// Numbers that are the same in each run (SplitMix64).
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var bits = state
            bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
            bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
            return bits ^ (bits >> 31)
        }
    }

    /// Bytes that mean something to a parser, and some that mean nothing.
    private static let bytes =
        Array(" \t\r\n:;,/?#*\"0159aAfFzZ%[]=\\\0\u{1}\u{7f}".utf8) + [0x80, 0xff]

    private func mutated(_ text: String, _ numbers: inout Numbers) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &numbers) {
            let index = Int.random(in: 0..<bytes.count, using: &numbers)
            let byte = Self.bytes.randomElement(using: &numbers) ?? 0
            switch Int.random(in: 0..<4, using: &numbers) {
            case 0: bytes[index] = byte
            case 1: bytes.insert(byte, at: index)
            case 2: bytes.remove(at: index)
            default: bytes.insert(contentsOf: bytes[index...].prefix(4), at: index)
            }
        }
        return bytes
    }

    @Test(
        "A mutated head is never taken for another by the part of it that has come",
        arguments: 0..<8)
    func heads(seed: Int) {
        var numbers = Numbers(state: UInt64(seed))
        let text =
            "POST /v1/a?b=c HTTP/1.1\r\nHost: [::1]:80\r\nTransfer-Encoding: chunked\r\n"
            + "Content-Length: 10\r\nConnection: close, x\r\nAccept-Encoding: gzip;q=0.5\r\n\r\n"
        for _ in 0..<400 {
            let bytes = mutated(text, &numbers)
            let whole = parse(bytes)
            for end in 0..<bytes.count {
                let part = parse(Array(bytes[..<end]))
                #expect(part == .partial || part == whole, "\(bytes) at \(end)")
            }
        }
    }

    @Test("A mutated chunked body means the same wherever it is split", arguments: 0..<8)
    func chunks(seed: Int) {
        var numbers = Numbers(state: UInt64(seed))
        let text = "5;a=\"b\"\r\nhello\r\n0a ; c\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n"
        for _ in 0..<400 {
            let bytes = mutated(text, &numbers)
            let whole = decode([bytes])
            for split in 0...bytes.count {
                let pieces = decode([Array(bytes[..<split]), Array(bytes[split...])])
                #expect(pieces == whole, "\(bytes) at \(split)")
            }
        }
    }

    private enum Decoded: Equatable {
        case refused
        case body([UInt8], used: Int, isDone: Bool)
    }

    private func decode(_ pieces: [[UInt8]]) -> Decoded {
        var decoder = ChunkedDecoder(bodyLimit: 100, limits: Limits())
        var body: [UInt8] = []
        var used = 0
        for piece in pieces {
            let isRefused = piece.withUnsafeBytes { bytes in
                do throws(Refusal) {
                    used += try decoder.decode(bytes) { body += $0 }
                    return false
                } catch {
                    return true
                }
            }
            if isRefused { return .refused }
        }
        return .body(body, used: used, isDone: decoder.isDone)
    }
}
