/// Looks for the few bytes of a text that matter, eight bytes at a time.
extension UnsafeBufferPointer<UInt8> {
    /// The first place from `start` on of a byte that JSON escapes: a quote, a backslash, or a control
    /// character; `count` where there is none.
    func firstToEscape(from start: Int) -> Int {
        first(from: start) {
            $0.bytes(below: 0x20) | $0.bytes(0x22) | $0.bytes(0x5C)
        } byByte: {
            $0 < 0x20 || $0 == 0x22 || $0 == 0x5C
        }
    }

    /// Whether all are visible ASCII characters and spaces.
    var isPlainASCII: Bool {
        first(from: 0) {
            $0.bytes(below: 0x20) | $0.bytes(0x7F) | ($0 & .highBits)
        } byByte: {
            $0 < 0x20 || $0 >= 0x7F
        } == count
    }

    /// - Parameters:
    ///   - inWord: has the highest bit of the first such byte of a word, and of none before it.
    ///   - byByte: the same of one byte.
    @inline(__always)
    private func first(
        from start: Int, inWord: (UInt64) -> UInt64, byByte: (UInt8) -> Bool
    ) -> Int {
        let bytes = UnsafeRawBufferPointer(self)
        var index = start
        while index + 8 <= count {
            let word = UInt64(
                littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let found = inWord(word)
            if found != 0 { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < count, !byByte(self[index]) { index += 1 }
        return index
    }
}

/// A word as eight bytes. What is found first is right; bytes behind it may be found that are none,
/// because a difference borrows from the next byte.
extension UInt64 {
    fileprivate static let lowBits: UInt64 = 0x0101_0101_0101_0101
    fileprivate static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Marks the bytes below a limit of at most 0x80.
    @inline(__always)
    fileprivate func bytes(below limit: UInt8) -> UInt64 {
        (self &- Self.lowBits &* UInt64(limit)) & ~self & Self.highBits
    }

    /// Marks the bytes that are equal to one.
    @inline(__always)
    fileprivate func bytes(_ byte: UInt8) -> UInt64 {
        (self ^ (Self.lowBits &* UInt64(byte))).bytes(below: 1)
    }
}
