import Testing

@testable import clinic

@Suite("Amounts in settings")
struct MeasureTests {
    @Test(
        "a time is a number with a unit, or seconds",
        arguments: [
            ("10", .seconds(10)), ("10s", .seconds(10)), ("250ms", .milliseconds(250)),
            ("1.5s", .milliseconds(1500)), ("2m", .seconds(120)), ("1h", .seconds(3600)),
            ("0", .zero), ("8784h", .seconds(31_622_400)),
        ] as [(String, Duration)])
    func duration(text: String, expected: Duration) {
        #expect(Measure.duration(text) == expected)
    }

    @Test(
        "what is no time is none",
        arguments: [
            "", "s", "-1", "+1s", "1 s", "1S", "1e3", ".5", "5.", "1..5s", "1d", "8785h", "nan",
            "inf", "0x10", "\u{661}", "1sm", "99999999999999999999",
        ])
    func noDuration(text: String) {
        #expect(Measure.duration(text) == nil)
    }

    @Test(
        "a size is a number with a unit, or bytes",
        arguments: [
            ("0", 0), ("512", 512), ("512B", 512), ("8KiB", 8192), ("1MiB", 1 << 20),
        ])
    func bytes(text: String, expected: Int) {
        #expect(Measure.bytes(text) == expected)
    }

    @Test(
        "what is no size is none",
        arguments: [
            "", "KiB", "-1", "+1", "1 KiB", "1k", "1KB", "1.5KiB", "\u{661}",
            "9223372036854775808", "9007199254740992MiB",
        ])
    func noBytes(text: String) {
        #expect(Measure.bytes(text) == nil)
    }

    @Test("an amount is told in the largest unit that divides it")
    func text() {
        #expect(Measure.text(.seconds(10)) == "10s")
        #expect(Measure.text(.seconds(60)) == "60s")
        #expect(Measure.text(.seconds(120)) == "2m")
        #expect(Measure.text(.seconds(86_400)) == "24h")
        #expect(Measure.text(.milliseconds(250)) == "250ms")
        #expect(Measure.text(bytes: 8192) == "8KiB")
        #expect(Measure.text(bytes: 1 << 20) == "1MiB")
        #expect(Measure.text(bytes: 500) == "500")
        #expect(Measure.text(bytes: 0) == "0")
    }
}
