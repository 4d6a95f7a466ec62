import Testing

@testable import HTTP

@Suite("HTTP date")
struct HTTPDateTests {
    private let now = HTTPDate(secondsSinceEpoch: 1_795_341_600)

    private func parse(_ text: String) -> HTTPDate? {
        latin1(text).withUnsafeBytes { HTTPDate(parsing: $0, now: now) }
    }

    @Test(
        "All three forms are read",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Sun Nov  6 08:49:37 1994", 784_111_777),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Fri, 01 Jan 2100 00:00:00 GMT", 4_102_444_800),
            ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
            // a leap second counts as the second after it
            ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
            // 2076 is 50 years ahead of 2026, 2077 more: that was 1977
            ("Wednesday, 01-Jan-76 00:00:00 GMT", 3_345_062_400),
            ("Saturday, 01-Jan-77 00:00:00 GMT", 220_924_800),
        ])
    func read(text: String, seconds: Int64) {
        #expect(parse(text)?.secondsSinceEpoch == seconds)
    }

    @Test(
        "Anything else is no date",
        arguments: [
            "", "yesterday", "0", "Sun, 06 Nov 1994 08:49:37", "sun, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT", "Fri, 99 Foo 2100 77:88:99 GMT",
            "Sun, 31 Feb 1994 08:49:37 GMT", "Thu, 29 Feb 2100 00:00:00 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ",
            "Sun Nov 6 08:49:37 1994", ",", "Sun,", "Sunday, 06-Nov-94",
        ])
    func refused(text: String) {
        #expect(parse(text) == nil)
    }

    @Test("What is written is read again", arguments: (0..<42).map { $0 * 97_531_246 as Int64 })
    func roundTrip(seconds: Int64) {
        let date = HTTPDate(secondsSinceEpoch: seconds)
        #expect(parse(date.description) == date)
    }

    @Test("The days of the week go round")
    func weekday() {
        #expect(
            HTTPDate(secondsSinceEpoch: 784_111_777).description == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(
            HTTPDate(secondsSinceEpoch: 1_795_341_600).description
                == "Sun, 22 Nov 2026 10:00:00 GMT")
        #expect(HTTPDate(secondsSinceEpoch: -1).description == "Wed, 31 Dec 1969 23:59:59 GMT")
    }
}
