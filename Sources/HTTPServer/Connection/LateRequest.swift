internal import HTTP

/// A request that is not answered at once: kept off the connection, so that an idle one is small.
struct LateRequest {
    var method: RequestMethod
    var requestID: RequestID
    var extra: HeadExtra
    /// In microseconds of the loop's clock.
    var startedAt: Int64
    /// The body as far as it has come.
    var body: [UInt8] = []
    /// Called with the body.
    var handler: (@Sendable (_ body: [UInt8], _ reply: Reply) -> Void)?
    /// Set once the response streams.
    var stream: ResponseStream?
}
