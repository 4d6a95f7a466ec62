import ClinicStore
import Gzip
import HTTP
import Synchronization
import Testing

@testable import ClinicAPI

@Suite("Streams compressed piece by piece")
struct GzipStreamTests {
    /// What a producer delivers when it is asked once.
    private func next(_ producer: BodyProducer) async -> BodyPiece {
        await withCheckedContinuation { continuation in
            producer.next { continuation.resume(returning: $0) }
        }
    }

    private func all(_ producer: BodyProducer) async -> (bytes: [UInt8], isWhole: Bool) {
        var bytes: [UInt8] = []
        while true {
            switch await next(producer) {
            case .bytes(let piece): bytes += piece
            case .end: return (bytes, true)
            case .failed: return (bytes, false)
            }
        }
    }

    private func producer(_ pieces: [BodyPiece]) -> BodyProducer {
        let rest = Mutex(pieces)
        return BodyProducer { deliver in
            deliver(rest.withLock { $0.isEmpty ? .end : $0.removeFirst() })
        }
    }

    @Test("each piece can be expanded as soon as it has come")
    func flushed() async throws {
        let texts = ["one\n", "two\n", "three\n"]
        let stream = producer(texts.map { .bytes(Array($0.utf8)) }).gzipped(level: 6)
        var bytes: [UInt8] = []
        for count in 1...3 {
            guard case .bytes(let piece) = await next(stream) else {
                Issue.record("no piece")
                return
            }
            bytes += piece
            // The end of a member whose content is what has come so far, made by hand.
            let expanded = try Gzip.expand(
                bytes + Self.end(of: Array(texts[..<count].joined().utf8)), limit: 1000)
            #expect(expanded == Array(texts[..<count].joined().utf8))
        }
        let rest = await all(stream)
        #expect(rest.isWhole)
        #expect(try Gzip.expand(bytes + rest.bytes, limit: 1000) == Array(texts.joined().utf8))
    }

    /// The last bytes of the same content compressed at once: its checksum and length, after an
    /// empty last block.
    private static func end(of content: [UInt8]) -> [UInt8] {
        [0x03, 0x00] + Gzip.compress(content).suffix(8)
    }

    @Test("a stream that fails fails, and an empty one is an empty member")
    func ends() async throws {
        let failed = await all(producer([.bytes([1]), .failed]).gzipped(level: 1))
        #expect(!failed.isWhole)
        let empty = await all(producer([]).gzipped(level: 1))
        #expect(empty.isWhole)
        #expect(try Gzip.expand(empty.bytes, limit: 10) == [])
    }

    @Test("who is gone is told to the producer")
    func cancelled() {
        let cancels = Mutex(0)
        let producer = BodyProducer {
            $0(.end)
        } cancel: {
            cancels.withLock { $0 += 1 }
        }
        producer.gzipped(level: 1).cancel()
        #expect(cancels.withLock { $0 } == 1)
    }

    @Test("the export comes compressed to who takes that, with the same content")
    func export() async throws {
        let library = try Library()
        let plain = try await library.get("/v1/export.ndjson", "Accept-Encoding: gzip;q=0")
        let zipped = try await library.get("/v1/export.ndjson", "Accept-Encoding: gzip")
        #expect(plain.fieldValue("Content-Encoding") == nil)
        #expect(zipped.fieldValue("Content-Encoding") == "gzip")
        for response in [plain, zipped] {
            #expect(response.fieldValue("Vary") == "Accept, Accept-Encoding")
            #expect(response.fieldValue("ETag") == nil)
        }
        let content = await all(try #require(plain.producer)).bytes
        let body = await all(try #require(zipped.producer)).bytes
        #expect(try Gzip.expand(body, limit: 1 << 24) == content)
        #expect(body.count * 2 < content.count)
    }
}
