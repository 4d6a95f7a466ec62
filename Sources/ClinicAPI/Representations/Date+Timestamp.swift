import ClinicCore
import Foundation

extension Date {
    /// RFC 3339 in UTC to the second: "2026-11-22T10:00:00Z".
    var timestamp: String { formatted(.iso8601) }

    /// The instant that `text` spells by RFC 3339 §5.6, with a fraction and an offset or without;
    /// nil for anything else, days that the calendar has not and leap seconds included.
    init?(timestamp text: String) {
        var reader = DigitReader(text)
        guard let year = reader.number(4), reader.skip("-"),
            let month = reader.number(2, in: 1...12),
            reader.skip("-"), let day = reader.number(2, in: 1...31), reader.skip("T", "t"),
            let hour = reader.number(2, in: 0...23), reader.skip(":"),
            let minute = reader.number(2, in: 0...59), reader.skip(":"),
            let second = reader.number(2, in: 0...59), let fraction = reader.fraction(),
            let offset = reader.offset(), reader.isAtEnd, day <= Self.days(inMonth: month, of: year)
        else { return nil }
        let seconds = hour * 3600 + minute * 60 + second - offset
        let days = Self.daysSince1970(year, month, day)
        self.init(timeIntervalSince1970: Double(days * 86_400 + seconds) + fraction)
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        daysSince1970(month == 12 ? year + 1 : year, month % 12 + 1, 1)
            - daysSince1970(year, month, 1)
    }

    /// Days of the Gregorian calendar, counted in years that begin in March, so that a leap day is
    /// the last of its year. From the year 0 on.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        // Moved by 400 years, which are 146,097 days, so that no number is negative.
        let marchYear = (month > 2 ? year : year - 1) + 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let days = marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear
        return days - 719_468 - 146_097
    }
}

/// Reads the parts of a timestamp one after another.
private struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Exactly that many digits.
    mutating func number(_ count: Int, in range: ClosedRange<Int> = 0...9999) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy(\.isDigit) else { return nil }
        rest = rest.dropFirst(count)
        let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return range.contains(number) ? number : nil
    }

    /// One of those characters.
    mutating func skip(_ characters: Unicode.Scalar...) -> Bool {
        guard let first = rest.first, characters.contains(where: { UInt8(ascii: $0) == first })
        else {
            return false
        }
        rest = rest.dropFirst()
        return true
    }

    /// "." and digits; 0 where there is no point.
    mutating func fraction() -> Double? {
        guard skip(".") else { return 0 }
        let digits = rest.prefix(while: \.isDigit)
        rest = rest.dropFirst(digits.count)
        return digits.isEmpty ? nil : Double("0.\(Substring(digits))")
    }

    /// Seconds to the east of UTC.
    mutating func offset() -> Int? {
        if skip("Z", "z") { return 0 }
        let isWest = rest.first == UInt8(ascii: "-")
        guard skip("+", "-"), let hour = number(2, in: 0...23), skip(":"),
            let minute = number(2, in: 0...59)
        else { return nil }
        return (isWest ? -1 : 1) * (hour * 3600 + minute * 60)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
}
