/// A media type that can be offered: `application/json` (RFC 9110 §8.3.1), without parameters.
public struct MediaType: Sendable, Hashable {
    /// The part before the slash, in lower case.
    public let type: String
    /// The part after it, in lower case.
    public let subtype: String

    /// Reads `type/subtype`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.lowercased().split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(ByteClass.token.contains) })
        else { return nil }
        type = String(parts[0])
        subtype = String(parts[1])
    }
}

extension MediaType: CustomStringConvertible {
    /// `type/subtype`
    public var description: String { type + "/" + subtype }
}
