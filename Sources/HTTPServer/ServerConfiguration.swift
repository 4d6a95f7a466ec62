public import HTTP

/// Everything a server can be told.
public struct ServerConfiguration: Sendable {
    /// Where it listens.
    public var listen: [ListenAddress]
    /// Listening sockets that another process has opened and passed on, instead of `listen`. The server
    /// closes these descriptors; connections that nobody has accepted wait for whoever comes next.
    public var inherited: [Int32] = []
    /// The number of event loops; at least 1.
    public var loops: Int
    /// How much a peer may send.
    public var limits = Limits()
    /// How long a peer may take.
    public var deadlines = Deadlines()
    /// Where access lines go; nil for none.
    public var accessLog: AccessLog?
    /// What can be changed later by `Server.adopt`.
    public var live = LiveSettings()

    /// A server with the default limits, without access log.
    public init(listen: [ListenAddress], loops: Int = 1) {
        self.listen = listen
        self.loops = loops
    }
}
