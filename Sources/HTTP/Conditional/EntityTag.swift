/// An entity tag (RFC 9110 §8.8.3).
public struct EntityTag: Sendable, Hashable {
    /// What stands between the quotes.
    public let opaque: String
    /// Whether it is marked `W/`.
    public let isWeak: Bool

    /// Makes a tag of visible ASCII characters without quotes; nil for any other text.
    public init?(_ opaque: String, isWeak: Bool = false) {
        guard opaque.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x22 }) else { return nil }
        self.opaque = opaque
        self.isWeak = isWeak
    }
}

extension EntityTag: CustomStringConvertible {
    /// The tag as a field value: `"abc"` or `W/"abc"`.
    public var description: String {
        (isWeak ? "W/\"" : "\"") + opaque + "\""
    }
}

extension EntityTag {
    /// How two tags are compared (RFC 9110 §8.8.3.2).
    enum Comparison {
        /// Equal, and neither is weak.
        case strong
        /// Equal, weak or not.
        case weak
    }

    /// Whether one of the tags in the line is equal to this. A line that is malformed matches nothing
    /// from the fault on.
    func matches(_ line: UnsafeRawBufferPointer, by comparison: Comparison) -> Bool {
        var index = 0
        while index < line.count {
            if line[index].isBlank || line[index] == 0x2c {
                index += 1
                continue
            }
            var listedIsWeak = false
            if line[index] == 0x57, index + 1 < line.count, line[index + 1] == 0x2f {
                listedIsWeak = true
                index += 2
            }
            guard index < line.count, line[index] == 0x22 else { return false }
            let start = index + 1
            let length = opaque.utf8.count
            // What is looked for holds no quote, so that one is looked for only in what is not it.
            if comparison == .weak || (!listedIsWeak && !isWeak),
                start + length < line.count, line[start + length] == 0x22,
                line.slice(start..<start + length).equals(opaque.utf8)
            {
                return true
            }
            guard let end = line.slice(start..<line.count).firstIndex(of: 0x22) else {
                return false
            }
            index = start + end + 1
        }
        return false
    }
}
