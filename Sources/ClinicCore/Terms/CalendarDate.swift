public import Foundation

/// A day of the Gregorian calendar without a time zone (RFC 3339 `full-date`): "2026-11-22".
public struct CalendarDate: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The day as text.
    public let description: String

    /// What a finding says is allowed.
    public static let expected = "a date such as 2026-11-22"

    /// The day that `text` spells, if there is such a day from the year 1000 on.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy(\.isASCIIDigits),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            year >= 1000, (1...12).contains(month),
            (1...Self.days(inMonth: month, of: year)).contains(day)
        else { return nil }
        description = String(text)
    }

    /// The day on which `instant` falls in `timeZone`.
    public init(_ instant: Date, in timeZone: TimeZone) {
        description = instant.formatted(
            Date.ISO8601FormatStyle(timeZone: timeZone).year().month().day())
    }

    /// The first instant of the day in `timeZone`.
    public func start(in timeZone: TimeZone) -> Date {
        let style = Date.ISO8601FormatStyle(timeZone: timeZone).year().month().day()
        // Safe because every value of this type is a day that the calendar has.
        return (try? style.parse(description)) ?? .distantPast
    }

    /// The day `days` later, or earlier where negative.
    public func adding(days: Int) -> CalendarDate {
        let shifted = start(in: .gmt).addingTimeInterval(Double(days) * 86_400)
        return CalendarDate(shifted, in: .gmt)
    }

    /// In the order of time.
    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        left.description < right.description
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
