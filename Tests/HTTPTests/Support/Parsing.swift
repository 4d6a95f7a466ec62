@testable import HTTP

/// What the parser made of some bytes, copied out of them.
struct Parsed: Equatable {
    var method = ""
    var target = ""
    var path = ""
    var query: String?
    var host = ""
    var minorVersion = 1
    var body = RequestBody.none
    var fields: [String] = []
    var keepsAlive = true
    var length = 0
}

enum ParseOutcome: Equatable {
    case partial
    case refused(Refusal)
    case head(Parsed)

    var refusal: Refusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }

    var head: Parsed? {
        if case .head(let head) = self { head } else { nil }
    }
}

/// Parses bytes in memory of exactly their size, so that a read past the end has a chance to show.
func parse(_ bytes: [UInt8], limits: Limits = Limits(), isSecure: Bool = false) -> ParseOutcome {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { memory.deallocate() }
    memory.copyBytes(from: bytes)
    let table = FieldTable(capacity: limits.fieldCount)
    let context = RequestContext(
        peer: .unix, isSecure: isSecure, now: HTTPDate(secondsSinceEpoch: 1_800_000_000),
        requestID: 7)
    do throws(Refusal) {
        let parser = RequestParser(limits: limits)
        guard
            let head = try parser.parse(
                UnsafeRawBufferPointer(memory), into: table, context: context)
        else { return .partial }
        if let refusal = head.refusal { return .refused(refusal) }
        return withExtendedLifetime(table) { .head(copy(head)) }
    } catch {
        return .refused(error)
    }
}

/// The same for text whose characters are bytes.
func parse(_ text: String, limits: Limits = Limits(), isSecure: Bool = false) -> ParseOutcome {
    parse(latin1(text), limits: limits, isSecure: isSecure)
}

func latin1(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8($0.value) }
}

private func copy(_ head: RequestHead) -> Parsed {
    func text(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }
    return Parsed(
        method: head.method.rawValue, target: text(head.target), path: text(head.path),
        query: head.query.map(text), host: text(head.host), minorVersion: head.minorVersion,
        body: head.body, fields: head.fields.map { text($0.name) + "=" + text($0.value) },
        keepsAlive: head.keepsAlive, length: head.length)
}

/// Hands a request with these field lines to a closure.
func withHead<Result>(
    _ method: String = "GET", _ lines: String..., body: (RequestHead) -> Result
) throws -> Result {
    let fields = lines.map { $0 + "\r\n" }.joined()
    return try RequestHead.withParsed("\(method) / HTTP/1.1\r\nHost: x\r\n\(fields)\r\n", body)
}
