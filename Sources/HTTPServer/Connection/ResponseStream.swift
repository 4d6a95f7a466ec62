internal import HTTP

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
