internal import Glibc

/// The system does not let the server listen.
public struct ListenError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The call that failed: `bind`, `listen`, …; for a name that cannot be resolved `getaddrinfo`.
    public let operation: String
    /// The address as it was given, or what else the call was about.
    public let address: String
    /// `errno`; 0 where the reason is no system error.
    public let code: Int32
    /// What the system says of it.
    public let reason: String

    init(_ operation: String, _ address: String, code: Int32 = errno) {
        self.operation = operation
        self.address = address
        self.code = code
        reason = String(cString: strerror(code))
    }

    init(_ operation: String, _ address: String, reason: String) {
        self.operation = operation
        self.address = address
        self.code = 0
        self.reason = reason
    }

    /// Whether somebody else listens there.
    public var isInUse: Bool { code == EADDRINUSE }

    /// One sentence with what can be done about it where that is known.
    public var description: String {
        switch code {
        case EADDRINUSE:
            "cannot listen on \(address): it is in use by another process"
        case EACCES:
            "cannot listen on \(address): permission denied (ports below 1024 need a privilege)"
        case EADDRNOTAVAIL:
            "cannot listen on \(address): this machine has no such address"
        default:
            "cannot listen on \(address): \(reason) (\(operation))"
        }
    }
}
