/// What a server has done so far, over all its loops.
public struct ServerCounters: Sendable, Hashable {
    /// Connections accepted.
    public var accepted = 0
    /// Connections open now.
    public var open = 0
    /// Responses begun, refusals included.
    public var responses = 0
    /// Requests the engine refused by itself.
    public var refused = 0
    /// Connections closed to make room for new ones.
    public var evicted = 0
    /// Connections reset because they took nothing of what was ready for them.
    public var stalled = 0
    /// Access lines dropped because they could not be written fast enough.
    public var droppedAccessLines = 0
}
