import Foundation

/// An absolute `http` or `https` address (RFC 3986), at most 2,000 characters, without user
/// information. The host is a name or an IPv4 address (letters, digits, "-" and "_" between single
/// dots), or an IPv6 address in brackets; the port, if any, is 1 to 65535.
public struct WebAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address as text.
    public let description: String

    /// What a finding says is allowed.
    public static let expected =
        "a complete web address that begins with https:// or http:// "
        + "(spaces, brackets and letters beyond a to z are written as %20, %5B and so on)"

    /// The address that `text` spells, if it is one.
    public init?(_ text: String) {
        guard text.utf8.count <= 2_000,
            let parts = URLComponents(string: text, encodingInvalidCharacters: false),
            let scheme = parts.scheme?.lowercased(), scheme == "https" || scheme == "http",
            parts.user == nil, parts.password == nil,
            let host = parts.percentEncodedHost, Self.isName(host) || Self.isIPv6(host),
            (1...65_535).contains(parts.port ?? 80)
        else { return nil }
        description = text
    }

    /// The address that a store keeps, as it was when it was saved.
    public init(stored text: String) {
        description = text
    }

    private static func isName(_ host: String) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { label in
                !label.isEmpty && label.first != hyphen && label.last != hyphen
                    && label.allSatisfy {
                        switch $0 {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"),
                            UInt8(ascii: "A")...UInt8(ascii: "Z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), hyphen:
                            true
                        default: false
                        }
                    }
            }
    }

    private static func isIPv6(_ host: String) -> Bool {
        var address = in6_addr()
        return host.first == "[" && host.last == "]" && !host.contains(".")
            && inet_pton(AF_INET6, String(host.dropFirst().dropLast()), &address) == 1
    }
}
