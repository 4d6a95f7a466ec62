import Foundation

/// An absolute `http` or `https` address (RFC 3986) without user information.
public struct WebAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address as text.
    public let description: String

    /// What a finding says is allowed.
    public static let expected = "a complete web address that begins with https:// or http://"

    /// The address that `text` spells, if it is one.
    public init?(_ text: String) {
        guard text.utf8.count <= 2_000,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !#"<>"\^`{|}"#.utf8.contains($0) }
            ),
            let parts = URLComponents(string: text),
            let scheme = parts.scheme?.lowercased(), scheme == "https" || scheme == "http",
            let host = parts.host, !host.isEmpty, parts.user == nil, parts.password == nil
        else { return nil }
        description = text
    }
}
