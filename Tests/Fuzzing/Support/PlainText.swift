/// A second, plain reading of what was accepted, by line ends alone.
enum PlainText {
    /// The lines between CR LF; what follows the last one is a line, too.
    static func lines(_ bytes: ArraySlice<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = [[]]
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == 0x0d, index + 1 < bytes.endIndex, bytes[index + 1] == 0x0a {
                lines.append([])
                index += 2
            } else {
                lines[lines.count - 1].append(bytes[index])
                index += 1
            }
        }
        return lines
    }

    /// Without spaces and tabs at either end.
    static func trimmed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
        return Array(bytes.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }

    /// A chunked body that is valid: what it holds, and where it ends.
    static func chunkedBody(_ bytes: [UInt8]) -> (body: [UInt8], used: Int)? {
        var body: [UInt8] = []
        var rest = bytes[...]
        while let line = takeLine(&rest) {
            let digits = line.prefix { $0 != 0x3b && $0 != 0x20 && $0 != 0x09 }
            guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16) else {
                return nil
            }
            if size == 0 {
                while let trailer = takeLine(&rest) {
                    if trailer.isEmpty { return (body, rest.startIndex) }
                }
                return nil
            }
            guard rest.count >= size + 2 else { return nil }
            body += rest.prefix(size)
            rest = rest.dropFirst(size + 2)
        }
        return nil
    }

    private static func takeLine(_ bytes: inout ArraySlice<UInt8>) -> [UInt8]? {
        var index = bytes.startIndex
        while index + 1 < bytes.endIndex {
            if bytes[index] == 0x0d, bytes[index + 1] == 0x0a {
                defer { bytes = bytes[(index + 2)...] }
                return Array(bytes[..<index])
            }
            index += 1
        }
        return nil
    }
}
