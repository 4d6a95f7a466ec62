/// Writes a `Value` as JSON (RFC 8259) in UTF-8, members in their order, so that equal values give
/// equal bytes: what is stored, hashed and served.
public struct JSONWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []
    private let pretty: Bool
    private var depth = 0

    /// The JSON text of a value, indented by two spaces if `pretty`.
    public static func bytes(_ value: Value, pretty: Bool = false) -> [UInt8] {
        var writer = JSONWriter(pretty: pretty)
        writer.write(value)
        if pretty { writer.bytes.append(UInt8(ascii: "\n")) }
        return writer.bytes
    }

    private init(pretty: Bool) {
        self.pretty = pretty
        bytes.reserveCapacity(4096)
    }

    private mutating func write(_ value: Value) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let flag): bytes += (flag ? "true" : "false").utf8
        case .integer(let number): bytes += String(number).utf8
        case .number(let text): bytes += text.utf8
        case .string(let text): write(text)
        case .array(let values):
            enclose("[", "]", count: values.count) { writer, index in
                writer.write(values[index])
            }
        case .object(let object):
            enclose("{", "}", count: object.members.count) { writer, index in
                writer.write(object.members[index].name)
                writer.bytes += (writer.pretty ? ": " : ":").utf8
                writer.write(object.members[index].value)
            }
        }
    }

    private mutating func enclose(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, count: Int,
        element: (inout JSONWriter, Int) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        depth += 1
        for index in 0..<count {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            newLine()
            element(&self, index)
        }
        depth -= 1
        if count > 0 { newLine() }
        bytes.append(UInt8(ascii: close))
    }

    private mutating func newLine() {
        guard pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes += repeatElement(UInt8(ascii: " "), count: depth * 2)
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var start = 0
            while true {
                let next = utf8.firstToEscape(from: start)
                bytes += utf8[start..<next]
                guard next < utf8.count else { break }
                escape(utf8[next])
                start = next + 1
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): bytes += #"\""#.utf8
        case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
        case 0x0A: bytes += #"\n"#.utf8
        case 0x0D: bytes += #"\r"#.utf8
        case 0x09: bytes += #"\t"#.utf8
        default:
            let digits = Array("0123456789abcdef".utf8)
            bytes += #"\u00"#.utf8
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
    }
}
