import Glibc

/// Listening sockets that whoever started the process has opened for it: systemd's protocol
/// (sd_listen_fds(3)), which others speak as well.
enum InheritedSockets {
    /// The first of them.
    private static let first: Int32 = 3

    /// Their descriptors; none where `LISTEN_PID` names another process, or nobody.
    static func find(_ environment: [String: String]) throws -> [Int32] {
        guard let pid = environment["LISTEN_PID"], Int32(pid) == getpid(),
            let text = environment["LISTEN_FDS"]
        else { return [] }
        guard let count = Int32(text), (0...64).contains(count) else {
            throw Failure("LISTEN_FDS: \"\(text)\" is not a number of sockets from 0 to 64")
        }
        return Array(first..<first + count)
    }
}
