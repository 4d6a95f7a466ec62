/// How much of everything a peer may send. Each is tested at the limit and one past it.
public struct Limits: Sendable, Hashable {
    /// The request target, in bytes (414).
    public var targetBytes = 8 * 1024
    /// One field line without its line end, in bytes (431).
    public var fieldLineBytes = 16 * 1024
    /// All field lines with their line ends, in bytes (431).
    public var fieldBlockBytes = 32 * 1024
    /// The number of field lines (431).
    public var fieldCount = 100
    /// Extensions of all chunks of a body, in bytes (400).
    public var chunkExtensionBytes = 4 * 1024
    /// The trailer section of a body, in bytes (400).
    public var trailerBytes = 8 * 1024
    /// Requests of one connection answered before its responses are written.
    public var pipelineDepth = 16
    /// Output that waits for a client, in bytes; from there on its requests are no longer read.
    public var queuedOutputBytes = 1024 * 1024
    /// An unread request body up to this length is read and dropped, so that the connection can be
    /// kept; with a longer one it is closed. In bytes.
    public var discardedBodyBytes = 64 * 1024
    /// Connections of all loops together; nil for as many as the descriptor limit allows, at most
    /// 10,000.
    public var connections: Int?

    /// The defaults.
    public init() {}
}
