/// The place of one request in the caller's trace: whose child it is, and its own span.
public struct Trace: Sendable, Hashable {
    /// The caller's place.
    public let parent: TraceParent
    /// The span of this request: 64 random bits.
    public let spanID: UInt64

    /// Joins the two.
    public init(parent: TraceParent, spanID: UInt64) {
        self.parent = parent
        self.spanID = spanID
    }

    /// The trace id as 32 hexadecimal digits.
    public var traceID: String { parent.traceID }

    /// The span id as 16 hexadecimal digits.
    public var spanDigits: String { TraceParent.digits(spanID) }
}
