internal import CLinux
internal import Glibc

/// Opens the listening sockets of all loops.
struct ListenerOpener {
    let loops: Int
    /// The mode of Unix sockets; nil for what the process' mask allows.
    let unixSocketMode: UInt32?
    /// The descriptors opened, for each loop.
    var descriptors: [[Int32]]
    var bound: [BoundAddress] = []
    /// The files of the Unix sockets that were made here.
    private(set) var ownPaths: [String] = []

    init(loops: Int, unixSocketMode: UInt32? = nil) {
        self.loops = loops
        self.unixSocketMode = unixSocketMode
        descriptors = Array(repeating: [], count: loops)
    }

    /// Opens one address; a name may stand for several.
    mutating func open(_ address: ListenAddress) throws(ListenError) {
        switch address {
        case .unix(let path):
            try openUnix(path, named: address.description)
        case .tcp(let host, let port):
            try openTCP(host, port, named: address.description)
        }
    }

    /// Closes everything, where a later address failed.
    func closeAll() {
        for descriptor in descriptors.joined() { close(descriptor) }
        for path in ownPaths { unlink(path) }
    }

    // MARK: TCP

    private mutating func openTCP(
        _ host: String?, _ port: UInt16, named name: String
    ) throws(ListenError) {
        var addresses = try Self.resolve(host, port, named: name)
        if host == nil {
            // One IPv6 socket takes IPv4 too; where the machine has no IPv6, an IPv4 one has to do.
            addresses.sort { $0.family == AF_INET6 && $1.family != AF_INET6 }
        }
        var firstError: ListenError?
        var isOpen = false
        var chosenPort = port
        for address in addresses {
            do throws(ListenError) {
                let address = address.withPort(chosenPort)
                chosenPort = try openTCP(address, isDual: host == nil, named: name)
                isOpen = true
                if host == nil { break }
            } catch {
                firstError = firstError ?? error
                // Only a family or an address that the machine lacks may be passed over.
                if error.isInUse || error.code == EACCES { throw error }
            }
        }
        if !isOpen { throw firstError ?? ListenError("getaddrinfo", name, reason: "no address") }
    }

    /// Opens one socket for each loop, and tells the port.
    ///
    /// `SO_REUSEPORT` would let two servers share a port without a word. So the port is bound
    /// without it first, which fails where anybody else listens.
    private mutating func openTCP(
        _ address: SocketAddress, isDual: Bool, named name: String
    ) throws(ListenError) -> UInt16 {
        let probe = try Self.bind(address, isDual: isDual, sharesPort: false, named: name)
        var actual = SocketAddress()
        guard actual.withMutablePointer({ getsockname(probe, $0, $1) }) == 0 else {
            let error = ListenError("getsockname", name)
            close(probe)
            throw error
        }
        if loops == 1 {
            descriptors[0].append(probe)
            try Self.listen(probe, named: name)
        } else {
            close(probe)
            for loop in 0..<loops {
                let descriptor = try Self.bind(
                    address.withPort(actual.port), isDual: isDual, sharesPort: true, named: name)
                descriptors[loop].append(descriptor)
                try Self.listen(descriptor, named: name)
            }
        }
        bound.append(.tcp(host: Self.text(of: actual), port: actual.port))
        return actual.port
    }

    private static func bind(
        _ address: SocketAddress, isDual: Bool, sharesPort: Bool, named name: String
    ) throws(ListenError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, type, 0)
        guard descriptor >= 0 else { throw ListenError("socket", name) }
        setTCPOptions(descriptor)
        set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        if sharesPort { set(descriptor, SOL_SOCKET, SO_REUSEPORT, 1) }
        if address.family == AF_INET6 {
            set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, isDual ? 0 : 1)
        }
        guard address.withPointer({ Glibc.bind(descriptor, $0, $1) }) == 0 else {
            let error = ListenError("bind", name)
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func listen(_ descriptor: Int32, named name: String) throws(ListenError) {
        // The system brings the length into its own limit (net.core.somaxconn).
        guard Glibc.listen(descriptor, 65_535) == 0 else { throw ListenError("listen", name) }
    }

    /// What the system may hold of one connection's output before it can be sent. More waits in the
    /// loop, where it is bounded, and where a stalled peer shows.
    static let unsentBytes: Int32 = 256 * 1024

    /// How long the system keeps a connection to itself on which nothing has come.
    private static let silentSeconds: Int32 = 1

    /// Sets what a listener is to have, and what accepted sockets inherit from it.
    ///
    /// A client speaks first in HTTP and in TLS. So the system tells of a connection when its first bytes
    /// have come (tcp(7), `TCP_DEFER_ACCEPT`), and of a silent one a second later: a request and its
    /// connection are one wake-up, not two.
    static func setTCPOptions(_ descriptor: Int32) {
        deferSilent(descriptor, true)
        set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        set(descriptor, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, unsentBytes)
    }

    /// Has the system keep silent connections to itself from now on, or not. Those that it holds already
    /// stay until their first bytes, or the second is over.
    ///
    /// - Returns: whether it can; only for TCP.
    @discardableResult
    static func deferSilent(_ listener: Int32, _ defers: Bool) -> Bool {
        set(listener, Int32(IPPROTO_TCP), TCP_DEFER_ACCEPT, defers ? silentSeconds : 0)
    }

    /// What cannot be set is missing comfort, not a reason to stop.
    @discardableResult
    private static func set(
        _ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32
    ) -> Bool {
        var value = value
        return setsockopt(
            descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
    }

    /// Finds the addresses of a host; all of the machine for nil.
    private static func resolve(
        _ host: String?, _ port: UInt16, named name: String
    ) throws(ListenError) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &list)
        guard status == 0 else {
            throw ListenError("getaddrinfo", name, reason: String(cString: gai_strerror(status)))
        }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let entry = next?.pointee {
            if let address = entry.ai_addr, [AF_INET, AF_INET6].contains(entry.ai_family) {
                addresses.append(SocketAddress(address, length: entry.ai_addrlen))
            }
            next = entry.ai_next
        }
        return addresses
    }

    static func text(of address: SocketAddress) -> String {
        var address = address
        return address.withMutablePointer { pointer, length in
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { room in
                let status = getnameinfo(
                    pointer, length.pointee, room.baseAddress, 64, nil, 0, NI_NUMERICHOST)
                guard status == 0, let text = room.baseAddress else { return "?" }
                return String(cString: text)
            }
        }
    }
}

extension ListenerOpener {
    // MARK: Unix sockets

    /// A Unix socket cannot be split over loops: the first one has it.
    private mutating func openUnix(_ path: String, named name: String) throws(ListenError) {
        guard path.utf8.count <= ListenAddress.longestUnixPath else {
            throw ListenError("bind", name, code: ENAMETOOLONG)
        }
        let address = SocketAddress(unixPath: path)
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { throw ListenError("socket", name) }
        do throws(ListenError) {
            // Linux gives the file the mode of the socket, so that there is no moment at which others
            // could connect.
            if let unixSocketMode, fchmod(descriptor, unixSocketMode) != 0 {
                throw ListenError("fchmod", name)
            }
            if address.withPointer({ Glibc.bind(descriptor, $0, $1) }) != 0 {
                guard errno == EADDRINUSE else { throw ListenError("bind", name) }
                try Self.removeStaleSocket(path, address, named: name)
                guard address.withPointer({ Glibc.bind(descriptor, $0, $1) }) == 0 else {
                    throw ListenError("bind", name)
                }
            }
            guard Glibc.listen(descriptor, 65_535) == 0 else { throw ListenError("listen", name) }
        } catch {
            close(descriptor)
            throw error
        }
        descriptors[0].append(descriptor)
        bound.append(.unix(path: path))
        ownPaths.append(path)
    }

    /// Removes the file of a server that is gone; refuses where one answers, and where the file is
    /// no socket.
    private static func removeStaleSocket(
        _ path: String, _ address: SocketAddress, named name: String
    ) throws(ListenError) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else {
            throw ListenError("bind", name, reason: "a file that is no socket is in the way")
        }
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let probe = socket(AF_UNIX, type, 0)
        guard probe >= 0 else { throw ListenError("socket", name) }
        defer { close(probe) }
        let answered = address.withPointer { connect(probe, $0, $1) } == 0
        guard !answered, errno == ECONNREFUSED else {
            throw ListenError("bind", name, code: EADDRINUSE)
        }
        unlink(path)
    }
}
