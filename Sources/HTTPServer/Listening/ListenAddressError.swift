/// Why a text is no address to listen on.
public struct ListenAddressError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public enum Problem: Sendable, Hashable {
        case noPort
        case badPort
        case badHost
        case noPath
        case pathTooLong
    }

    /// The text as given.
    public let text: String
    /// What is wrong with it.
    public let problem: Problem

    /// One sentence that says what would be right.
    public var description: String {
        switch problem {
        case .noPort:
            "\"\(text)\" has no port: write 127.0.0.1:8080, [::1]:8080, :8080 or unix:PATH"
        case .badPort:
            "\"\(text)\" has no port between 0 and 65535 after its last colon"
        case .badHost:
            "\"\(text)\" has no valid host: an IPv6 address needs brackets, as in [::1]:8080"
        case .noPath:
            "\"\(text)\" names no path: write unix:PATH"
        case .pathTooLong:
            "the path in \"\(text)\" is longer than \(ListenAddress.longestUnixPath) bytes, "
                + "the most a Unix socket can have"
        }
    }
}
