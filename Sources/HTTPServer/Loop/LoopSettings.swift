internal import HTTP

/// The settings as loops use them.
struct LoopSettings: Sendable {
    /// A line is written where 64 random bits are below this; always where it is the most.
    let sampleThreshold: UInt64
    let limiter: RateLimiter?
    let tls: TLSContext?
    let hstsSeconds: Int

    /// - Parameter old: whose buckets are kept where the limit is the same.
    init(_ settings: LiveSettings, keeping old: LoopSettings? = nil) {
        tls = settings.tls
        hstsSeconds = settings.hstsSeconds
        let share = min(max(settings.accessLogSample, 0), 1)
        sampleThreshold = share == 1 ? .max : UInt64(share * 0x1p64)
        if let old, old.limiter?.limit == settings.rateLimit {
            limiter = old.limiter
        } else {
            limiter = settings.rateLimit.map(RateLimiter.init)
        }
    }
}
