@testable import HTTP

/// Small, so that inputs of a fuzzer reach them.
private let limits: Limits = {
    var limits = Limits()
    limits.targetBytes = 120
    limits.fieldLineBytes = 160
    limits.fieldBlockBytes = 500
    limits.fieldCount = 12
    limits.chunkExtensionBytes = 40
    limits.trailerBytes = 40
    return limits
}()

/// One input of libFuzzer: two bytes that choose where it is split, then what a peer sends.
///
/// What must hold for any bytes: a part of a request is never taken for another than the whole; what
/// is accepted is what a plain reading by line ends, spaces and colons gives, says one thing about
/// its body, and reads the same when it is written again; and its body is the same in any split.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRequest(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let start, count >= 2 else { return 0 }
    var choices = Choices(seed: UInt64(start[0]) << 8 | UInt64(start[1]))
    let bytes = Array(UnsafeBufferPointer(start: start + 2, count: count - 2))
    let isSecure = choices.below(2) == 0
    let read = { RequestReading($0, limits: limits, isSecure: isSecure) }
    let whole = read(bytes)
    for _ in 0..<3 where !bytes.isEmpty {
        checkPart(read(Array(bytes[..<choices.below(bytes.count)])), of: whole)
    }
    guard case .head(let head) = whole else { return 0 }
    checkPlainReading(of: head, in: bytes)
    checkFraming(head)
    promise(read(Array(bytes[..<head.length])) == whole, "what follows a head changes it")
    if let text = originForm(of: head) { checkWrittenAgain(head, as: read(text)) }
    checkBody(of: head, Array(bytes[head.length...]), &choices)
    return 0
}

private func checkPart(_ part: RequestReading, of whole: RequestReading) {
    switch (part, whole) {
    case (.partial, _), (.refused, .refused): break
    case (let outcome, _): promise(outcome == whole, "a part is taken for another request")
    }
}

/// Reads the head again without any of the parser's code.
private func checkPlainReading(of head: RequestFacts, in bytes: [UInt8]) {
    var lines = PlainText.lines(bytes[..<head.length])
    while lines.first == [] { lines.removeFirst() }
    promise(lines.suffix(2) == [[], []], "a head ends with an empty line")
    lines.removeLast(2)
    let words = lines[0].split(separator: 0x20, omittingEmptySubsequences: false)
    promise(words.count == 3, "a request line has three parts")
    promise(Array(words[2]).starts(with: Array("HTTP/1.".utf8)), "a version")
    promise(lines.count - 1 == head.fields.count, "one field for each line")
    for (line, field) in zip(lines.dropFirst(), head.fields) {
        let colon = line.firstIndex(of: 0x3a) ?? 0
        promise(Array(line[..<colon]) == field.name, "a name ends at the colon")
        promise(PlainText.trimmed(line[(colon + 1)...]) == field.value, "a value")
        promise(!line.contains { $0 == 0x0d || $0 == 0x0a || $0 == 0 }, "a control character")
    }
}

/// A body is told of once, in one way.
private func checkFraming(_ head: RequestFacts) {
    let lengths = head.values(of: "content-length")
    let codings = head.values(of: "transfer-encoding")
    switch head.body {
    case .none:
        promise(lengths.isEmpty && codings.isEmpty, "a body is passed over")
    case .length(let length):
        promise(codings.isEmpty && lengths.count == 1, "two lengths")
        promise(
            Int(String(decoding: lengths[0], as: UTF8.self)) == length
                && lengths[0].allSatisfy { (0x30...0x39).contains($0) }, "another length")
    case .chunked:
        promise(lengths.isEmpty && head.minorVersion == 1, "a length beside a coding")
        let last = codings.last.map { String(decoding: $0, as: UTF8.self).lowercased() }
        promise(last == "chunked" && codings.count == 1, "chunked is not all")
    }
}

/// The head as a client would write it that has only what the parser told.
private func originForm(of head: RequestFacts) -> [UInt8]? {
    let isOrigin = head.target.first == 0x2f || head.target == Array("*".utf8)
    guard head.refusal != .methodNotImplemented, isOrigin else { return nil }
    var text = Array("\(head.method) ".utf8) + head.target
    text += Array(" HTTP/1.\(head.minorVersion)\r\n".utf8)
    for field in head.fields { text += field.name + [0x3a] + field.value + [0x0d, 0x0a] }
    return text + [0x0d, 0x0a]
}

private func checkWrittenAgain(_ head: RequestFacts, as reading: RequestReading) {
    guard case .head(var again) = reading else {
        fatalError("what was accepted is refused when it is written again")
    }
    again.length = head.length
    // The absolute form has a host of its own.
    if head.isAbsolute {
        again.host = head.host
        again.isAbsolute = true
    }
    promise(again == head, "what is written again reads otherwise")
}

private func checkBody(of head: RequestFacts, _ bytes: [UInt8], _ choices: inout Choices) {
    guard let whole = BodyReading(head.body, [bytes], limits: limits) else { return }
    let pieces = choices.pieces(of: bytes)
    promise(
        BodyReading(head.body, pieces, limits: limits) == whole, "a body depends on its split")
}
