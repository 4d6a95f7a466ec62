@testable import HTTP

private let limits: Limits = {
    var limits = Limits()
    limits.chunkExtensionBytes = 60
    limits.trailerBytes = 60
    return limits
}()

/// One input of libFuzzer: two bytes that choose where it is split, then a chunked body.
///
/// What must hold for any bytes: the outcome is the same in any split, down to single bytes; what is
/// accepted is what a plain reading by line ends gives; and the body, in other chunks, decodes to
/// itself.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzChunked(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let start, count >= 2 else { return 0 }
    var choices = Choices(seed: UInt64(start[0]) << 8 | UInt64(start[1]))
    let bytes = Array(UnsafeBufferPointer(start: start + 2, count: count - 2))
    guard let whole = BodyReading(.chunked, [bytes], limits: limits) else { return 0 }
    for pieces in [choices.pieces(of: bytes), bytes.map { [$0] }] {
        promise(
            BodyReading(.chunked, pieces, limits: limits) == whole, "a body depends on its split")
    }
    guard case .read(let body, let used, isDone: true) = whole else { return 0 }
    promise(body.count <= BodyReading.limit, "the limit is passed")
    let plain = PlainText.chunkedBody(bytes)
    promise(plain?.body == body && plain?.used == used, "a plain reading gives another body")

    var again: [UInt8] = []
    for piece in choices.pieces(of: body) where !piece.isEmpty {
        again += Array(String(piece.count, radix: 16).utf8) + [0x0d, 0x0a] + piece + [0x0d, 0x0a]
    }
    again += Array("0\r\n\r\n".utf8)
    promise(
        BodyReading(.chunked, [again], limits: limits)
            == .read(body, used: again.count, isDone: true), "other chunks give another body")
    return 0
}
