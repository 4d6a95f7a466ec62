/// Reads JSON (RFC 8259) strictly: UTF-8 only, each name once in an object, a limit on depth.
///
/// Foundation's reader drops all but one of two equal names, and so would lose an editor's text
/// without a word; it keeps no order either.
public struct JSONParser {
    /// Why a text is no JSON, and where.
    public struct SyntaxError: Error, Equatable, CustomStringConvertible {
        /// What is wrong, in words.
        public let reason: String
        /// Offset of the byte at which it was seen, from 0.
        public let offset: Int

        /// Both in one sentence.
        public var description: String { "\(reason) at byte \(offset)" }
    }

    /// Arrays and objects within each other at most.
    public static let defaultDepthLimit = 64

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0
    private let depthLimit: Int

    /// The value that `text` spells, all of it.
    public static func parse(
        _ text: [UInt8], depthLimit: Int = defaultDepthLimit
    ) throws(SyntaxError) -> Value {
        let result: Result<Value, SyntaxError> = text.withUnsafeBufferPointer { buffer in
            var parser = JSONParser(bytes: buffer, depthLimit: depthLimit)
            do throws(SyntaxError) {
                let value = try parser.parseValue()
                parser.skipSpace()
                guard parser.position == buffer.count else {
                    throw parser.error("something follows the end of the JSON value")
                }
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    private func error(_ reason: String) -> SyntaxError {
        SyntaxError(reason: reason, offset: position)
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }

    private mutating func parseValue() throws(SyntaxError) -> Value {
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try parseObject()
        case UInt8(ascii: "["): return try parseArray()
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        case UInt8(ascii: "-")?, (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return try parseNumber()
        case nil: throw error("the JSON text ends too soon")
        default: throw error("this is no JSON value")
        }
    }

    private mutating func parseWord(
        _ word: StaticString, _ value: Value
    ) throws(SyntaxError) -> Value {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count,
            (0..<word.utf8CodeUnitCount).allSatisfy({
                bytes[position + $0] == word.utf8Start[$0]
            })
        else { throw error("this is no JSON value") }
        position = end
        return value
    }

    private mutating func enter() throws(SyntaxError) {
        depth += 1
        guard depth <= depthLimit else {
            throw error("more than \(depthLimit) lists and objects lie within each other")
        }
        position += 1
    }

    private mutating func parseArray() throws(SyntaxError) -> Value {
        try enter()
        var values: [Value] = []
        skipSpace()
        if current == UInt8(ascii: "]") {
            position += 1
            depth -= 1
            return .array([])
        }
        while true {
            values.append(try parseValue())
            if try endsAfterElement(closing: UInt8(ascii: "]")) { break }
        }
        return .array(values)
    }

    private mutating func parseObject() throws(SyntaxError) -> Value {
        try enter()
        var object = Value.Object()
        var names: Set<String> = []
        skipSpace()
        if current == UInt8(ascii: "}") {
            position += 1
            depth -= 1
            return .object(object)
        }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw error("a name in quotes is missing") }
            let name = try parseString()
            guard isNew(name, in: object, &names) else {
                throw error("the name \"\(name)\" is twice")
            }
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw error("a colon is missing") }
            position += 1
            object.append(name, try parseValue())
            if try endsAfterElement(closing: UInt8(ascii: "}")) { break }
        }
        return .object(object)
    }

    /// Looks through the members of a short object, which is quicker than to hash each name; a set of
    /// names is made for a long one.
    private func isNew(
        _ name: String, in object: Value.Object, _ names: inout Set<String>
    ) -> Bool {
        guard object.members.count >= 32 else { return object[name] == nil }
        if names.isEmpty { names = Set(object.members.map(\.name)) }
        return names.insert(name).inserted
    }

    private mutating func endsAfterElement(closing: UInt8) throws(SyntaxError) -> Bool {
        skipSpace()
        switch current {
        case UInt8(ascii: ","):
            position += 1
            return false
        case closing:
            position += 1
            depth -= 1
            return true
        case nil: throw error("the JSON text ends too soon")
        default: throw error("a comma or the end of the list is missing")
        }
    }

    private mutating func parseNumber() throws(SyntaxError) -> Value {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        let leading = current
        guard skipDigits() > 0, leading != UInt8(ascii: "0") || !previousDigitFollowsZero(start)
        else { throw error("this is no JSON number") }
        var isWhole = true
        if current == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            guard skipDigits() > 0 else { throw error("this is no JSON number") }
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            isWhole = false
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            guard skipDigits() > 0 else { throw error("this is no JSON number") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let number = Int(text) { return .integer(number) }
        return .number(text)
    }

    /// Whether the digits just skipped begin with a needless zero ("01").
    private func previousDigitFollowsZero(_ start: Int) -> Bool {
        let first = bytes[start] == UInt8(ascii: "-") ? start + 1 : start
        return position - first > 1
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            position += 1
        }
        return position - start
    }

    private mutating func parseString() throws(SyntaxError) -> String {
        position += 1
        var start = position
        var unescaped: [UInt8] = []
        while true {
            position = bytes.firstToEscape(from: position)
            guard let byte = current else { throw error("a text has no closing quote") }
            switch byte {
            case UInt8(ascii: "\""):
                let tail = bytes[start..<position]
                let whole =
                    unescaped.isEmpty
                    ? String(validating: tail, as: UTF8.self)
                    : String(validating: unescaped + tail, as: UTF8.self)
                guard let whole else { throw error("a text is not valid UTF-8") }
                position += 1
                return whole
            case UInt8(ascii: "\\"):
                unescaped += bytes[start..<position]
                position += 1
                unescaped += Array(String(try parseEscape()).utf8)
                start = position
            default: throw error("a text holds a control character that is not escaped")
            }
        }
    }

    private mutating func parseEscape() throws(SyntaxError) -> Unicode.Scalar {
        guard let byte = current else { throw error("a text has no closing quote") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try parseUnicodeEscape()
        default: throw error("this escape is unknown in JSON")
        }
    }

    private mutating func parseUnicodeEscape() throws(SyntaxError) -> Unicode.Scalar {
        let high = try parseFourHexDigits()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard (0xD800..<0xDC00).contains(high), current == UInt8(ascii: "\\") else {
            throw error("half of a surrogate pair stands alone")
        }
        position += 1
        guard current == UInt8(ascii: "u") else {
            throw error("half of a surrogate pair stands alone")
        }
        position += 1
        let low = try parseFourHexDigits()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw error("half of a surrogate pair stands alone") }
        return scalar
    }

    private mutating func parseFourHexDigits() throws(SyntaxError) -> UInt32 {
        var number: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue
            else { throw error("four hexadecimal digits are missing") }
            number = number << 4 | UInt32(digit)
            position += 1
        }
        return number
    }
}

/// It borrows the text that it reads.
@available(*, unavailable)
extension JSONParser: Sendable {}
