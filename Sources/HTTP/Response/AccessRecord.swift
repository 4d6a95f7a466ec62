/// One line of the access log: what was asked and answered, never a path or a query.
public struct AccessRecord: Sendable {
    /// The form of a line.
    public enum Format: Sendable, Hashable {
        /// One JSON object a line.
        case json
        /// Values apart by spaces, for reading.
        case text
    }

    /// The request method; nil where the request line was not read.
    public var method: RequestMethod?
    /// The route's label.
    public var route: String
    /// The status code.
    public var status: Int
    /// Body bytes of the response.
    public var bytes: Int
    /// From the first byte of the request to the response, in microseconds.
    public var durationMicroseconds: Int
    /// The request's id.
    public var requestID: RequestID
    /// The place in the caller's trace, if one was given.
    public var trace: Trace?
    /// When it was answered, in milliseconds since 1970.
    public var millisecondsSinceEpoch: Int64

    /// Joins them.
    public init(
        method: RequestMethod?, route: String, status: Int, bytes: Int, durationMicroseconds: Int,
        requestID: RequestID, trace: Trace?, millisecondsSinceEpoch: Int64
    ) {
        self.method = method
        self.route = route
        self.status = status
        self.bytes = bytes
        self.durationMicroseconds = durationMicroseconds
        self.requestID = requestID
        self.trace = trace
        self.millisecondsSinceEpoch = millisecondsSinceEpoch
    }
}
