/// Metrics in Prometheus' text format, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
public struct MetricsText: Sendable {
    /// What a family of samples is.
    public enum Kind: String, Sendable {
        case counter, gauge, histogram, summary
    }

    /// The media type, with the version.
    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// The text so far.
    private(set) var bytes: [UInt8] = []

    /// Begins a family. Its samples follow at once; no name comes twice in one text.
    public mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        bytes += "# HELP \(name) \(Self.escaped(help))\n# TYPE \(name) \(kind.rawValue)\n".utf8
    }

    /// One sample. Names of labels are the code's own; values may be anything.
    public mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
        bytes += name.utf8
        if !labels.isEmpty {
            let pairs = labels.map { "\($0.0)=\"\(Self.escaped($0.1, quotes: true))\"" }
            bytes += "{\(pairs.joined(separator: ","))}".utf8
        }
        bytes += " \(Self.text(value))\n".utf8
    }

    /// A family of one sample without labels.
    public mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        family(name, kind, help)
        sample(name, [], value)
    }

    /// The samples of one histogram.
    ///
    /// - Parameters:
    ///   - bounds: the upper ends of the ranges, in microseconds.
    ///   - counts: how many there were in each range; one more than bounds.
    ///   - microseconds: the sum of all.
    public mutating func histogram(
        _ name: String, _ labels: [(String, String)] = [], bounds: [Int], counts: [Int],
        microseconds: Int
    ) {
        var sum = 0
        for (index, count) in counts.enumerated() {
            sum += count
            let bound =
                index < bounds.count ? Self.text(Double(bounds[index]) / 1_000_000) : "+Inf"
            sample(name + "_bucket", labels + [("le", bound)], Double(sum))
        }
        sample(name + "_sum", labels, Double(microseconds) / 1_000_000)
        sample(name + "_count", labels, Double(sum))
    }

    /// Whole numbers without a fraction, as they are in practice.
    private static func text(_ value: Double) -> String {
        if let whole = Int(exactly: value) { return String(whole) }
        if value.isNaN { return "NaN" }
        return value.isInfinite ? (value < 0 ? "-Inf" : "+Inf") : String(value)
    }

    private static func escaped(_ text: String, quotes: Bool = false) -> String {
        var result = text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        if quotes { result = result.replacing("\"", with: "\\\"") }
        return result
    }
}
