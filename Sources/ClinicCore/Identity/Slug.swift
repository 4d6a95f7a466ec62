/// The name of a document or a term in addresses: lower-case letters and digits in groups joined by
/// single hyphens, 1 to 80 characters, so that it needs no escaping anywhere.
public struct Slug: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The slug as text.
    public let description: String

    /// What a finding says is allowed.
    public static let expected =
        "a slug (lower-case letters, digits and single hyphens between them, at most 80 characters)"

    /// Characters of a slug at most.
    public static let lengthLimit = 80

    /// The slug that `text` spells, if it is one.
    public init?(_ text: some StringProtocol) {
        guard (1...Self.lengthLimit).contains(text.utf8.count) else { return nil }
        var previous = UInt8(ascii: "-")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): break
            case UInt8(ascii: "-") where previous != UInt8(ascii: "-"): break
            default: return nil
            }
            previous = byte
        }
        guard previous != UInt8(ascii: "-") else { return nil }
        description = String(text)
    }

    /// In the order of their characters.
    public static func < (left: Slug, right: Slug) -> Bool { left.description < right.description }

    /// The slug in words, for a term that has no name of its own: "body-region" is "Body region".
    public var words: String {
        let spaced = description.replacing("-", with: " ")
        return spaced.prefix(1).uppercased() + spaced.dropFirst()
    }
}
