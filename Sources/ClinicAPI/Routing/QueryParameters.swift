/// The query of a request, decoded, with each parameter taken once by whoever knows it.
struct QueryParameters: Sendable {
    private var pairs: [(name: String, value: String)]

    /// Decodes `a=1&b=2`: percent-encoded UTF-8, "+" is a space. Nothing where there is no query.
    init(_ query: String?) throws(Problem) {
        pairs = []
        var bad: [ParameterError] = []
        for part in (query ?? "").split(separator: "&") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = halves.count == 2 ? String(halves[1]) : ""
            if let name = Self.decode(halves[0]), let value = Self.decode(value) {
                pairs.append((name, value))
            } else {
                bad.append(
                    ParameterError(
                        parameter: Self.decode(halves[0]) ?? "?",
                        detail: "is not valid percent-encoded UTF-8"))
            }
        }
        guard bad.isEmpty else { throw .invalidParameters(bad) }
    }

    /// Percent-encoded UTF-8 in clear; nil where it is not valid.
    static func decode(_ text: some StringProtocol, plusIsSpace: Bool = true) -> String? {
        var bytes: [UInt8] = []
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(hexValue),
                    let low = iterator.next().flatMap(hexValue)
                else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        guard !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init)
    }

    /// Takes all values of a parameter that may be repeated.
    mutating func takeAll(_ name: String) -> [String] {
        let values = pairs.filter { $0.name == name }.map(\.value)
        pairs.removeAll { $0.name == name }
        return values
    }

    /// Takes the value of a parameter that may be given once.
    mutating func take(_ name: String) throws(ParameterError) -> String? {
        let values = takeAll(name)
        guard values.count <= 1 else {
            throw ParameterError(parameter: name, detail: "may be given once only")
        }
        return values.first
    }

    /// Names that nobody took.
    var rest: [String] { pairs.map(\.name) }
}
