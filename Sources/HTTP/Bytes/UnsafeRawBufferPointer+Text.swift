/// Comparisons of borrowed bytes with what is known at compile time. None allocates.
extension UnsafeRawBufferPointer {
    /// Whether these bytes are exactly `text`.
    @inline(__always)
    func equals(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && starts(with: text)
    }

    /// Whether these bytes begin with `text`.
    @inline(__always)
    func starts(with text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard count >= length else { return false }
        let expected = text.utf8Start
        for index in 0..<length where self[index] != expected[index] {
            return false
        }
        return true
    }

    /// Whether these bytes are `lowercased`, whatever the case of their ASCII letters.
    @inline(__always)
    func equalsIgnoringCase(_ lowercased: StaticString) -> Bool {
        let length = lowercased.utf8CodeUnitCount
        guard count == length else { return false }
        let expected = lowercased.utf8Start
        for index in 0..<length where self[index].lowercasedASCII != expected[index] {
            return false
        }
        return true
    }

    /// Whether these bytes are the bytes of `text`.
    @inline(__always)
    func equals(_ text: String.UTF8View) -> Bool {
        text.withContiguousStorageIfAvailable { equals(UnsafeRawBufferPointer($0)) }
            ?? elementsEqual(text)
    }

    /// Whether both hold the same bytes. Reads a word at a time.
    public func equals(_ other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        var index = 0
        while index + 8 <= count {
            let word = loadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard word == other.loadUnaligned(fromByteOffset: index, as: UInt64.self) else {
                return false
            }
            index += 8
        }
        while index < count {
            guard self[index] == other[index] else { return false }
            index += 1
        }
        return true
    }

    /// The bytes without spaces and tabs at either end (OWS of RFC 9110 §5.6.3).
    @inline(__always)
    func trimmed() -> UnsafeRawBufferPointer {
        var start = 0
        var end = count
        while start < end, self[start].isBlank { start += 1 }
        while end > start, self[end - 1].isBlank { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: self[start..<end])
    }

    /// The bytes at `range`, with indices from 0.
    @inline(__always)
    func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[range])
    }

    /// The bytes of text that lives as long as the program.
    @inline(__always)
    init(_ text: StaticString) {
        self.init(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }
}

extension UInt8 {
    /// The byte with an ASCII capital made small.
    @inline(__always)
    var lowercasedASCII: UInt8 {
        self &- 0x41 < 26 ? self | 0x20 : self
    }

    /// Space or tab.
    @inline(__always)
    var isBlank: Bool {
        self == 0x20 || self == 0x09
    }

    /// The value of a decimal digit.
    @inline(__always)
    var decimalValue: Int? {
        self &- 0x30 < 10 ? Int(self &- 0x30) : nil
    }

    /// The value of a hexadecimal digit of either case.
    @inline(__always)
    var hexadecimalValue: Int? {
        if self &- 0x30 < 10 { return Int(self &- 0x30) }
        let small = self | 0x20
        return small &- 0x61 < 6 ? Int(small &- 0x61) + 10 : nil
    }
}
