/// How settings write amounts: times as `250ms`, `10s`, `2m` or `1h`, sizes as `512`, `8KiB` or
/// `1MiB`. Without a unit they are seconds and bytes.
enum Measure {
    private static let times = [("h", 3600.0), ("m", 60), ("ms", 0.001), ("s", 1)]
    private static let sizes = [("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)]

    /// A time of at most a year; nil where the text is none.
    static func duration(_ text: String) -> Duration? {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text[number.endIndex...]
        guard let count = Double(number), number.first != ".", number.last != ".",
            let seconds = unit.isEmpty ? 1 : times.first(where: { $0.0 == unit })?.1,
            count * seconds <= 366 * 86_400
        else { return nil }
        return .nanoseconds(Int64((count * seconds * 1e9).rounded()))
    }

    /// A number of bytes; nil where the text is none.
    static func bytes(_ text: String) -> Int? {
        let number = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text[number.endIndex...]
        guard let count = Int(number),
            let size = unit.isEmpty ? 1 : sizes.first(where: { $0.0 == unit })?.1
        else { return nil }
        let (bytes, overflows) = count.multipliedReportingOverflow(by: size)
        return overflows ? nil : bytes
    }

    /// A time in the largest unit that divides it.
    static func text(_ duration: Duration) -> String {
        let milliseconds = Int(duration / .milliseconds(1))
        for (unit, size) in [("h", 3_600_000), ("m", 60_000), ("s", 1000)]
        where milliseconds % size == 0 && milliseconds > size {
            return "\(milliseconds / size)\(unit)"
        }
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
    }

    /// A number of bytes in the largest unit that divides it.
    static func text(bytes: Int) -> String {
        let fitting = sizes.first { bytes >= $0.1 && bytes % $0.1 == 0 }
        guard let (unit, size) = fitting, size > 1 else { return "\(bytes)" }
        return "\(bytes / size)\(unit)"
    }
}
