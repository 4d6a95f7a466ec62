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

/// A response that streams.
struct ResponseStream {
    var response: Response
    var producer: BodyProducer
    var framing: ResponsePlan.StreamFraming
    /// Numbers the asks, so that a producer that delivers twice does no harm.
    var ask: UInt32 = 0
    var isAsking = false
    var bytes = 0
}
