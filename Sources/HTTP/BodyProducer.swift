/// A response body made piece by piece, pulled under backpressure.
public struct BodyProducer: Sendable {
    /// Asks for the next piece. `deliver` is called exactly once for each ask, from any thread; the
    /// next ask comes only when the client has taken most of what was delivered before.
    public let next: @Sendable (_ deliver: @escaping @Sendable (BodyPiece) -> Void) -> Void

    /// Told once when the client is gone or the server cuts the connection before the end.
    public let cancel: @Sendable () -> Void

    /// Joins the two functions.
    public init(
        next: @escaping @Sendable (_ deliver: @escaping @Sendable (BodyPiece) -> Void) -> Void,
        cancel: @escaping @Sendable () -> Void = {}
    ) {
        self.next = next
        self.cancel = cancel
    }
}

/// What a `BodyProducer` delivers.
public enum BodyPiece: Sendable {
    /// Some bytes, not empty.
    case bytes([UInt8])
    /// The body is complete.
    case end
    /// The body cannot be completed: the connection is cut, so that the client sees it is not whole.
    case failed
}
