/// The caller's place in a distributed trace (W3C Trace Context §3.2), taken over into the log.
public struct TraceParent: Sendable, Hashable {
    /// The whole trace, 128 bits.
    public let traceIDHigh: UInt64
    /// The lower half of the trace id.
    public let traceIDLow: UInt64
    /// The caller's span.
    public let parentID: UInt64
    /// The trace flags; bit 0 says that the caller records.
    public let flags: UInt8

    /// Reads `00-` trace id `-` parent id `-` flags, all in lower-case hexadecimal.
    ///
    /// Later versions than 00 may carry more after the flags. Nil where the value is not valid.
    public init?(_ value: UnsafeRawBufferPointer) {
        guard value.count >= 55, value[2] == 0x2d, value[35] == 0x2d, value[52] == 0x2d,
            let version = Self.number(value, 0..<2), version != 0xff,
            let high = Self.number(value, 3..<19), let low = Self.number(value, 19..<35),
            let parent = Self.number(value, 36..<52), let flags = Self.number(value, 53..<55),
            high | low != 0, parent != 0,
            value.count == 55 || (version > 0 && value[55] == 0x2d)
        else { return nil }
        traceIDHigh = high
        traceIDLow = low
        parentID = parent
        self.flags = UInt8(truncatingIfNeeded: flags)
    }

    /// The trace id as 32 hexadecimal digits.
    public var traceID: String { Self.digits(traceIDHigh) + Self.digits(traceIDLow) }

    /// Sixteen hexadecimal digits.
    static func digits(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> UInt64? {
        var number: UInt64 = 0
        for index in range {
            guard !(0x41...0x46).contains(bytes[index]), let digit = bytes[index].hexadecimalValue
            else { return nil }
            number = number << 4 | UInt64(digit)
        }
        return number
    }
}
