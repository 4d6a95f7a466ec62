/// What the engine knows about a request before it reads it.
public struct RequestContext: Sendable {
    /// Where the connection comes from.
    public var peer: PeerAddress
    /// Whether it is encrypted.
    public var isSecure: Bool
    /// The current time.
    public var now: HTTPDate
    /// 64 random bits that name the request where the client does not.
    public var requestID: UInt64

    /// Joins the four.
    public init(peer: PeerAddress, isSecure: Bool, now: HTTPDate, requestID: UInt64) {
        self.peer = peer
        self.isSecure = isSecure
        self.now = now
        self.requestID = requestID
    }
}
