/// A position in borrowed bytes, and the scans a parser makes of them.
struct ByteCursor {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The number of bytes there are, used or not.
    @inline(__always)
    var count: Int { bytes.count }

    /// The byte at the position, or `offset` after it; nil beyond the end.
    @inline(__always)
    func peek(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    @inline(__always)
    mutating func advance(_ count: Int) {
        position += count
    }

    @inline(__always)
    func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        bytes.slice(range)
    }

    /// Passes over all bytes of a class.
    @inline(__always)
    mutating func skip(_ byteClass: ByteClass) {
        while position < bytes.count, byteClass.contains(bytes[position]) { position += 1 }
    }

    /// Passes over spaces and tabs.
    @inline(__always)
    mutating func skipBlanks() {
        while position < bytes.count, bytes[position].isBlank { position += 1 }
    }

    /// Passes over visible ASCII (0x21 to 0x7e), at most `limit` bytes of it.
    @inline(__always)
    mutating func skipVisible(limit: Int) {
        let end = min(bytes.count, position + limit)
        while position < end, bytes[position] &- 0x21 < 0x5e { position += 1 }
    }

    /// Passes over what a field value may hold: all but control characters other than the tab
    /// (RFC 9110 §5.5). Eight bytes at a time.
    @inline(__always)
    mutating func skipFieldContent() {
        while true {
            while position + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                let stops = Self.controls(in: UInt64(littleEndian: word))
                if stops != 0 {
                    position += stops.trailingZeroBitCount / 8
                    break
                }
                position += 8
            }
            while position < bytes.count {
                let byte = bytes[position]
                if byte == 0x09 {
                    position += 1
                    break
                }
                if byte < 0x20 || byte == 0x7f { return }
                position += 1
                if position + 8 <= bytes.count { break }
            }
            if position >= bytes.count { return }
        }
    }

    /// The top bit of each byte that is below 0x20 or is 0x7f; exact up to the first of them, which
    /// is the one that counts (Mycroft's trick: a borrow spreads to higher bytes only).
    @inline(__always)
    private static func controls(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let belowSpace = (word &- ones &* 0x20) & ~word
        let notDelete = word ^ (ones &* 0x7f)
        let deletes = (notDelete &- ones) & ~notDelete
        return (belowSpace | deletes) & tops
    }

    /// The position without the blanks before it, not before `start`.
    @inline(__always)
    func positionBeforeBlanks(from start: Int) -> Int {
        var end = position
        while end > start, bytes[end - 1].isBlank { end -= 1 }
        return end
    }
}
