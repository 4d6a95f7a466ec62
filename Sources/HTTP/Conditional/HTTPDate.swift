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

/// A day of the proleptic Gregorian calendar.
struct CivilDate {
    var year: Int64
    var month: Int
    var day: Int

    /// Counts from 1970-01-01 (Howard Hinnant, chrono-compatible low-level date algorithms).
    init(daysSinceEpoch: Int64) {
        let shifted = daysSinceEpoch + 719_468
        let era = shifted.flooredQuotient(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
        month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Nil where there is no such day.
    init?(year: Int64, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
        guard (1...12).contains(month), day >= 1 else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day <= lengths[month - 1] else { return nil }
    }

    /// Days since 1970-01-01.
    var daysSinceEpoch: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.flooredQuotient(400)
        let yearOfEra = shiftedYear - era * 400
        let shiftedMonth = Int64(month > 2 ? month - 3 : month + 9)
        let dayOfYear = (153 * shiftedMonth + 2) / 5 + Int64(day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

extension Int64 {
    func flooredQuotient(_ divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    func flooredRemainder(_ divisor: Int64) -> Int64 {
        self - flooredQuotient(divisor) * divisor
    }
}
