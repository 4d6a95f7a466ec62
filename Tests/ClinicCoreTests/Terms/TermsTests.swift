import ClinicCore
import Foundation
import Testing

@Suite("Types that cannot hold nonsense")
struct TermsTests {
    @Test(
        "slugs",
        arguments: [
            ("back-spasm", true), ("a", true), ("l5-s1", true),
            (String(repeating: "a", count: 80), true),
            (String(repeating: "a", count: 81), false),
            ("", false), ("-a", false), ("a-", false), ("a--b", false), ("A", false),
            ("a_b", false),
            ("a b", false), ("é", false), ("a/b", false), ("..", false), ("a\u{0}", false),
        ])
    func slug(text: String, isValid: Bool) {
        #expect((Slug(text) != nil) == isValid)
    }

    @Test(
        "language tags take their usual capitals",
        arguments: [
            ("en", "en"), ("EN", "en"), ("pt-br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"),
            ("es-419", "es-419"), ("und", "und"),
            ("e", nil), ("engl", nil), ("en-", nil), ("en-USA", nil), ("en_US", nil), ("", nil),
            ("e1", nil), ("en-US-x", nil),
        ] as [(String, String?)])
    func language(text: String, expected: String?) {
        #expect(LanguageTag(text)?.description == expected)
    }

    @Test(
        "medical codes take their system's spelling",
        arguments: [
            (.icd10CM, "M62.830", "M62.830"), (.icd10CM, "m62830", "M62.830"),
            (.icd10CM, "E83.51", "E83.51"), (.icd10CM, "I10", "I10"),
            (.icd10CM, "C7A.00", "C7A.00"),
            (.icd10CM, "M62.", nil), (.icd10CM, "M6.2830", nil), (.icd10CM, "62.830", nil),
            (.icd10CM, "M62.83000", nil), (.icd10CM, "M6", nil), (.icd10CM, "MA2", nil),
            (.icd10CM, "M62..8", nil), (.icd10CM, "", nil),
            (.mesh, "D009120", "D009120"), (.mesh, "d000071", "D000071"), (.mesh, "D12", nil),
        ] as [(MedicalCode.System, String, String?)])
    func code(system: MedicalCode.System, text: String, expected: String?) {
        #expect(MedicalCode(system: system, code: text)?.code == expected)
    }

    @Test(
        "telephone numbers are E.164",
        arguments: [
            ("+12146185502", true), ("+4930123456", true), ("+1234567", true),
            ("+123456789012345", true), ("+1234567890123456", false), ("+123456", false),
            ("12146185502", false), ("+02146185502", false), ("+1 214", false), ("+", false),
        ])
    func phone(text: String, isValid: Bool) {
        #expect((PhoneNumber(text) != nil) == isValid)
    }

    @Test(
        "web addresses are absolute http or https",
        arguments: [
            ("https://medlineplus.gov/backpain.html", true), ("http://localhost:8080", true),
            ("HTTP://My-Clinic.example/a%20b?q=a/b?c#d", true), ("http://my_service:65535/", true),
            ("http://192.0.2.1", true), ("https://example.org.", true),
            ("https://[2001:db8::1]:8443/hook", true),
            ("ftp://example.org", false), ("javascript:alert(1)", false), ("/relative", false),
            ("https://", false), ("https:///a", false), ("https://:80/", false),
            ("https://user:pass@example.org", false), ("https://@example.org", false),
            ("https://example.org/a b", false), ("https://example.org/\"x", false),
            ("https://example.org/é", false), ("https://praxis-müller.example", false),
            ("http://0*", false), ("http://a..b", false), ("http://-a", false),
            ("http://a-", false),
            ("http://a%41", false), ("http://[::g]", false), ("http://[::1", false),
            ("http://a:0", false), ("http://a:65536", false), ("http://a:b", false),
        ])
    func address(text: String, isValid: Bool) {
        #expect(WebAddress(text)?.description == (isValid ? text : nil))
    }

    @Test("what only browsers take of an address is percent-encoded")
    func encodedAddress() {
        let address = WebAddress("https://example.org/a%20b?f[0]=%zz#g#h")
        #expect(address?.description == "https://example.org/a%20b?f%5B0%5D=%25zz#g%23h")
        let longest = "https://example.org/" + String(repeating: "a", count: 1_979)
        #expect(WebAddress(longest + "a") != nil && WebAddress(longest + "[") == nil)
    }

    @Test(
        "days that the calendar has",
        arguments: [
            ("2026-11-22", true), ("2024-02-29", true), ("2000-02-29", true),
            ("2023-02-29", false), ("1900-02-29", false), ("2026-04-31", false),
            ("2026-13-01", false), ("2026-00-01", false), ("2026-1-1", false), ("26-01-01", false),
            ("2026-11-22T00:00:00Z", false), ("", false),
        ])
    func day(text: String, isValid: Bool) {
        #expect((CalendarDate(text) != nil) == isValid)
    }

    @Test("days are counted across months and years")
    func addingDays() throws {
        let day = try #require(CalendarDate("2024-02-28"))
        #expect(day.adding(days: 2).description == "2024-03-01")
        #expect(day.adding(days: -59).description == "2023-12-31")
    }

    @Test("a day begins when its time zone says")
    func timeZone() throws {
        let chicago = try #require(TimeZone(identifier: "America/Chicago"))
        let instant = Date(timeIntervalSince1970: 1_795_323_600)  // 2026-11-22T05:00:00Z
        #expect(CalendarDate(instant, in: chicago).description == "2026-11-21")
        #expect(CalendarDate(instant, in: .gmt).description == "2026-11-22")
        let day = try #require(CalendarDate("2026-11-22"))
        #expect(day.start(in: chicago).timeIntervalSince1970 == 1_795_327_200)  // 06:00Z
    }

    @Test(
        "bylines keep the local time as printed",
        arguments: [
            ("2016-10-25T07:20:00", "2016-10-25T07:20:00"),
            ("2016-10-25T07:20", "2016-10-25T07:20:00"),
            ("2016-10-25T24:00:00", nil), ("2016-10-25T07:20:00Z", nil), ("2016-10-25", nil),
            ("2016-10-25T7:20:00", nil),
        ] as [(String, String?)])
    func byline(text: String, expected: String?) {
        #expect(LocalDateTime(text)?.description == expected)
    }
}
