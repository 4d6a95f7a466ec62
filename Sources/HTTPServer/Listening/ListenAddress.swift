/// Where a server is told to listen.
public enum ListenAddress: Sendable, Hashable {
    /// A host (a name, an IPv4 or an IPv6 address; nil for all addresses) and a port (0: any free
    /// one).
    case tcp(host: String?, port: UInt16)
    /// A Unix socket at this path.
    case unix(path: String)

    /// The longest path a Unix socket can have, in bytes (`sun_path` less its NUL).
    public static let longestUnixPath = 107

    /// Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, `:8080` (all addresses) or
    /// `unix:PATH`.
    public init(parsing text: String) throws(ListenAddressError) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard !path.isEmpty, !path.utf8.contains(0) else {
                throw ListenAddressError(text: text, problem: .noPath)
            }
            guard path.utf8.count <= Self.longestUnixPath else {
                throw ListenAddressError(text: text, problem: .pathTooLong)
            }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":") else {
            throw ListenAddressError(text: text, problem: .noPort)
        }
        let digits = text[text.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(digits)
        else { throw ListenAddressError(text: text, problem: .badPort) }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]"), host.count > 2 {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(where: { ":[]".contains($0) }) {
            throw ListenAddressError(text: text, problem: .badHost)
        }
        self = .tcp(host: host.isEmpty ? nil : host, port: port)
    }
}

extension ListenAddress: CustomStringConvertible {
    /// The address as it is parsed.
    public var description: String {
        switch self {
        case .tcp(nil, let port): ":\(port)"
        case .tcp(let host?, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
