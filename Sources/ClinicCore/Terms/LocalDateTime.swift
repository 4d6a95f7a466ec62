/// A day and time as printed, without a time zone: "2016-10-25T07:20:00". A byline keeps what the
/// page said; nobody knows which zone that was.
public struct LocalDateTime: Sendable, Hashable, CustomStringConvertible {
    /// The day and time as text.
    public let description: String

    /// What a finding says is allowed.
    public static let expected = "a date and time such as 2016-10-25T07:20:00, without a zone"

    /// The day and time that `text` spells, seconds optional, if there is such a time.
    public init?(_ text: some StringProtocol) {
        let halves = text.split(separator: "T", omittingEmptySubsequences: false)
        guard halves.count == 2, let day = CalendarDate(halves[0]) else { return nil }
        var parts = halves[1].split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 2 { parts.append("00") }
        guard parts.count == 3, parts.allSatisfy({ $0.isASCIIDigits && $0.utf8.count == 2 }),
            let hour = Int(parts[0]), hour < 24, let minute = Int(parts[1]), minute < 60,
            let second = Int(parts[2]), second < 60
        else { return nil }
        description = "\(day)T\(parts.joined(separator: ":"))"
    }
}
