internal import COpenSSL

/// A file that TLS cannot be served with.
public struct TLSFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What the file is for.
    public let role: TLSFiles.Role
    /// Its path as it was given.
    public let file: String
    /// What is wrong with it, and where that is known how to mend it.
    public let reason: String

    init(_ role: TLSFiles.Role, _ file: String, _ reason: String) {
        self.role = role
        self.file = file
        self.reason = reason
    }

    /// One line.
    public var description: String { "\(file): \(reason)" }
}

/// What OpenSSL says of the last failure of this thread, in its own words.
func openSSLReason() -> String {
    guard let text = ERR_reason_error_string(ERR_peek_last_error()) else {
        return "no reason given"
    }
    return String(cString: text)
}
