internal import CLinux
internal import Glibc

/// Sockets that another process has opened and passed on.
extension ListenerOpener {
    /// Takes a listening socket over. All loops watch it, each by a descriptor of its own: the kernel
    /// wakes one of those that wait for each connection. One loop alone would leave cores idle, and a
    /// socket cannot be split after it has been opened.
    mutating func adopt(_ descriptor: Int32) throws(ListenError) {
        let name = "inherited descriptor \(descriptor)"
        guard try Self.option(descriptor, SO_ACCEPTCONN, named: name) == 1,
            try Self.option(descriptor, SO_TYPE, named: name) == Int32(SOCK_STREAM.rawValue)
        else {
            throw ListenError("getsockopt", name, reason: "it is no listening stream socket")
        }
        var address = SocketAddress()
        guard address.withMutablePointer({ getsockname(descriptor, $0, $1) }) == 0 else {
            throw ListenError("getsockname", name)
        }
        guard [AF_INET, AF_INET6, AF_UNIX].contains(address.family) else {
            throw ListenError(
                "getsockname", name, reason: "it is neither of an IP address nor a Unix socket")
        }
        let flags = fcntl(descriptor, F_GETFL)
        guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else {
            throw ListenError("fcntl", name)
        }
        if address.family == AF_UNIX {
            bound.append(.unix(path: address.unixPath))
        } else {
            // They outlive this process; systemd's DeferAcceptSec= is another name for one of them.
            Self.setTCPOptions(descriptor)
            bound.append(.tcp(host: Self.text(of: address), port: address.port))
        }
        for loop in 0..<loops {
            let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            guard copy >= 0 else { throw ListenError("fcntl", name) }
            descriptors[loop].append(copy)
        }
        close(descriptor)
    }

    private static func option(
        _ descriptor: Int32, _ option: Int32, named name: String
    ) throws(ListenError) -> Int32 {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, option, &value, &length) == 0 else {
            throw ListenError("getsockopt", name)
        }
        return value
    }
}
