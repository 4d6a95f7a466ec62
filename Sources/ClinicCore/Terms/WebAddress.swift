import Foundation

/// An absolute `http` or `https` address (RFC 3986), at most 2,000 characters, without user
/// information. The host is a name or an IPv4 address (letters, digits, "-" and "_" between single
/// dots), or an IPv6 address in brackets; the port, if any, is 1 to 65535.
public struct WebAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address as text.
    public let description: String

    /// What a finding says is allowed.
    public static let expected = "a complete web address that begins with https:// or http://"

    /// The address that `text` spells, if it is one. What browsers take and RFC 3986 does not, such
    /// as the brackets of `?a[0]=1`, is percent-encoded.
    public init?(_ text: String) {
        guard text.utf8.allSatisfy(Self.isAllowed), let parts = URLComponents(string: text),
            let scheme = parts.scheme?.lowercased(), scheme == "https" || scheme == "http",
            parts.user == nil, parts.password == nil,
            let host = parts.percentEncodedHost, Self.isName(host) || Self.isIPv6(host),
            (1...65_535).contains(parts.port ?? 80),
            let encoded = parts.string, encoded.utf8.count <= 2_000
        else { return nil }
        description = encoded
    }

    /// The address that a store keeps, as it was when it was saved.
    package init(stored text: String) {
        description = text
    }

    /// Whether it is visible ASCII that is no delimiter in text.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        0x21...0x7E ~= byte && !#"<>"\^`{|}"#.utf8.contains(byte)
    }

    private static func isName(_ host: String) -> Bool {
        // The last dot may be that of the root.
        let labels = (host.hasSuffix(".") ? host.dropLast() : host[...])
            .split(separator: ".", omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            !label.isEmpty && label.first != "-" && label.last != "-"
                && label.allSatisfy {
                    $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_")
                }
        }
    }

    private static func isIPv6(_ host: String) -> Bool {
        var address = in6_addr()
        return host.first == "[" && host.last == "]" && !host.contains(".")
            && inet_pton(AF_INET6, String(host.dropFirst().dropLast()), &address) == 1
    }
}
