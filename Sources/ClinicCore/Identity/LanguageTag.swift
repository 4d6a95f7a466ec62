/// A language (BCP 47, RFC 5646): language, optional script, optional region, in their usual
/// capitals: "en", "es-MX", "zh-Hant-TW". Variants and extensions are not used by a clinic's texts.
public struct LanguageTag: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The tag as text.
    public let description: String

    /// What a finding says is allowed.
    public static let expected = "a language tag such as en, es or pt-BR (BCP 47)"

    /// English.
    public static let english = LanguageTag(description: "en")

    private init(description: String) {
        self.description = description
    }

    /// The tag that `text` spells in any capitals, if it is one.
    public init?(_ text: some StringProtocol) {
        // Most tags are a language alone, in its usual letters.
        let bytes = text.utf8
        if bytes.count == 2, bytes.allSatisfy({ UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }) {
            description = String(text)
            return
        }
        var subtags = text.split(separator: "-", omittingEmptySubsequences: false)[...]
        guard let language = subtags.popFirst(), (2...3).contains(language.utf8.count),
            language.isASCIILetters
        else { return nil }
        var tag = language.lowercased()
        if let script = subtags.first, script.utf8.count == 4, script.isASCIILetters {
            tag += "-" + script.prefix(1).uppercased() + script.dropFirst().lowercased()
            subtags.removeFirst()
        }
        if let region = subtags.first {
            let isCountry = region.utf8.count == 2 && region.isASCIILetters
            let isArea = region.utf8.count == 3 && region.isASCIIDigits
            guard isCountry || isArea else { return nil }
            tag += "-" + region.uppercased()
            subtags.removeFirst()
        }
        guard subtags.isEmpty else { return nil }
        description = tag
    }

    /// The language alone: "pt" of "pt-BR".
    public var primary: Substring { description.prefix { $0 != "-" } }

    /// In the order of their characters.
    public static func < (left: LanguageTag, right: LanguageTag) -> Bool {
        left.description < right.description
    }
}

extension StringProtocol {
    var isASCIILetters: Bool {
        !isEmpty && utf8.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 }
    }
    var isASCIIDigits: Bool {
        !isEmpty && utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}
