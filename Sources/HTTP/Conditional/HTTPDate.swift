/// A point in time to the second, as HTTP fields carry it (RFC 9110 §5.6.7).
public struct HTTPDate: Sendable, Hashable, Comparable {
    /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
    public let secondsSinceEpoch: Int64

    /// Wraps a number of seconds since 1970.
    public init(secondsSinceEpoch: Int64) {
        self.secondsSinceEpoch = secondsSinceEpoch
    }

    /// Compares by time.
    public static func < (left: HTTPDate, right: HTTPDate) -> Bool {
        left.secondsSinceEpoch < right.secondsSinceEpoch
    }

    /// The length of `Sun, 06 Nov 1994 08:49:37 GMT`.
    static let textLength = 29
}

extension HTTPDate: CustomStringConvertible {
    /// The preferred form, IMF-fixdate: `Sun, 06 Nov 1994 08:49:37 GMT`.
    public var description: String {
        String(unsafeUninitializedCapacity: Self.textLength) { buffer in
            write(to: UnsafeMutableRawBufferPointer(buffer))
            return Self.textLength
        }
    }

    /// Writes the 29 bytes of the preferred form. Years beyond 9999 are written as 9999.
    package func write(to bytes: UnsafeMutableRawBufferPointer) {
        let days = secondsSinceEpoch.flooredQuotient(86_400)
        let second = Int(secondsSinceEpoch - days * 86_400)
        let date = CivilDate(daysSinceEpoch: days)
        bytes.copyBytes(
            from: UnsafeRawBufferPointer(Self.weekdays[Int((days + 4).flooredRemainder(7))]))
        bytes[3] = 0x2c
        bytes[4] = 0x20
        Self.writeTwoDigits(date.day, to: bytes, at: 5)
        bytes[7] = 0x20
        UnsafeMutableRawBufferPointer(rebasing: bytes[8...])
            .copyBytes(from: UnsafeRawBufferPointer(Self.months[date.month - 1]))
        bytes[11] = 0x20
        let year = Int(min(max(date.year, 0), 9999))
        Self.writeTwoDigits(year / 100, to: bytes, at: 12)
        Self.writeTwoDigits(year % 100, to: bytes, at: 14)
        bytes[16] = 0x20
        Self.writeTwoDigits(second / 3600, to: bytes, at: 17)
        bytes[19] = 0x3a
        Self.writeTwoDigits(second / 60 % 60, to: bytes, at: 20)
        bytes[22] = 0x3a
        Self.writeTwoDigits(second % 60, to: bytes, at: 23)
        UnsafeMutableRawBufferPointer(rebasing: bytes[25...])
            .copyBytes(from: UnsafeRawBufferPointer(" GMT" as StaticString))
    }

    private static func writeTwoDigits(
        _ number: Int, to bytes: UnsafeMutableRawBufferPointer, at index: Int
    ) {
        bytes[index] = 0x30 + UInt8(number / 10)
        bytes[index + 1] = 0x30 + UInt8(number % 10)
    }

    static let weekdays: [StaticString] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
