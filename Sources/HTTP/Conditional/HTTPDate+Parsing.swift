/// Reads the three forms of RFC 9110 §5.6.7, none of which allocates.
extension HTTPDate {
    /// Reads a field value: IMF-fixdate, or the obsolete forms of RFC 850 and of `asctime`.
    ///
    /// Names of days and months are case-sensitive, and the day of the week is not held against the
    /// date. A leap second counts as the second after it.
    ///
    /// - Parameters:
    ///   - value: the field value, without blanks around it.
    ///   - now: tells the century of a two-digit year: more than 50 years ahead means the past.
    /// - Returns: nil where the value is no date.
    public init?(parsing value: UnsafeRawBufferPointer, now: HTTPDate) {
        guard let comma = value.firstIndex(of: 0x2c) else {
            guard let date = Self.asctime(value) else { return nil }
            self = date
            return
        }
        guard let date = comma == 3 ? Self.fixdate(value) : Self.rfc850(value, comma, now) else {
            return nil
        }
        self = date
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    private static func fixdate(_ value: UnsafeRawBufferPointer) -> HTTPDate? {
        guard value.count == textLength, weekday(value.slice(0..<3)),
            value[4] == 0x20, value[7] == 0x20, value[11] == 0x20, value[16] == 0x20,
            value.slice(25..<29).equals(" GMT"),
            let day = number(value, 5..<7), let month = month(value.slice(8..<11)),
            let year = number(value, 12..<16)
        else { return nil }
        return date(Int64(year), month, day, time: value.slice(17..<25))
    }

    /// `Sunday, 06-Nov-94 08:49:37 GMT`
    private static func rfc850(
        _ value: UnsafeRawBufferPointer, _ comma: Int, _ now: HTTPDate
    ) -> HTTPDate? {
        let rest = value.slice(comma + 1..<value.count)
        let days: [StaticString] = [
            "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
        ]
        guard days.contains(where: { value.slice(0..<comma).equals($0) }),
            rest.count == 23, rest[0] == 0x20, rest[3] == 0x2d, rest[7] == 0x2d, rest[10] == 0x20,
            rest.slice(19..<23).equals(" GMT"),
            let day = number(rest, 1..<3), let month = month(rest.slice(4..<7)),
            let shortYear = number(rest, 8..<10)
        else { return nil }
        let currentYear = CivilDate(
            daysSinceEpoch: now.secondsSinceEpoch.flooredQuotient(86_400)
        ).year
        var year = currentYear - currentYear % 100 + Int64(shortYear)
        if year > currentYear + 50 { year -= 100 }
        return date(year, month, day, time: rest.slice(11..<19))
    }

    /// `Sun Nov  6 08:49:37 1994`
    private static func asctime(_ value: UnsafeRawBufferPointer) -> HTTPDate? {
        guard value.count == 24, weekday(value.slice(0..<3)), value[3] == 0x20, value[7] == 0x20,
            value[10] == 0x20, value[19] == 0x20, let month = month(value.slice(4..<7)),
            let day = value[8] == 0x20 ? number(value, 9..<10) : number(value, 8..<10),
            let year = number(value, 20..<24)
        else { return nil }
        return date(Int64(year), month, day, time: value.slice(11..<19))
    }

    /// Joins a day and `08:49:37`.
    private static func date(
        _ year: Int64, _ month: Int, _ day: Int, time: UnsafeRawBufferPointer
    ) -> HTTPDate? {
        guard let day = CivilDate(year: year, month: month, day: day),
            time[2] == 0x3a, time[5] == 0x3a,
            let hour = number(time, 0..<2), let minute = number(time, 3..<5),
            let second = number(time, 6..<8), hour < 24, minute < 60, second <= 60
        else { return nil }
        let seconds = Int64(hour * 3600 + minute * 60 + second)
        return HTTPDate(secondsSinceEpoch: day.daysSinceEpoch * 86_400 + seconds)
    }

    private static func weekday(_ bytes: UnsafeRawBufferPointer) -> Bool {
        weekdays.contains { bytes.equals($0) }
    }

    private static func month(_ bytes: UnsafeRawBufferPointer) -> Int? {
        months.firstIndex { bytes.equals($0) }.map { $0 + 1 }
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
        var number = 0
        for index in range {
            guard let digit = bytes[index].decimalValue else { return nil }
            number = number * 10 + digit
        }
        return number
    }
}
