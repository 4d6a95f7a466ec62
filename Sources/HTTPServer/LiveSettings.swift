internal import HTTP

/// What of a server can be changed while it runs.
public struct LiveSettings: Sendable, Hashable {
    /// The share of requests that get an access line, from 0 to 1. Those answered with 500 and above
    /// always get one.
    public var accessLogSample = 1.0
    /// How often each client may ask; nil for as often as it likes.
    public var rateLimit: RateLimit?

    /// Every request is logged, none is limited.
    public init() {}
}

/// The settings as loops use them.
struct LoopSettings: Sendable {
    /// A line is written where 64 random bits are below this; always where it is the most.
    let sampleThreshold: UInt64
    let limiter: RateLimiter?

    /// - Parameter old: whose buckets are kept where the limit is the same.
    init(_ settings: LiveSettings, keeping old: LoopSettings? = nil) {
        let share = min(max(settings.accessLogSample, 0), 1)
        sampleThreshold = share == 1 ? .max : UInt64(share * 0x1p64)
        if let old, old.limiter?.limit == settings.rateLimit {
            limiter = old.limiter
        } else {
            limiter = settings.rateLimit.map(RateLimiter.init)
        }
    }
}
