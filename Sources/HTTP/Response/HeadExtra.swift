/// What the engine adds to the head of a response for one request in particular.
package struct HeadExtra {
    package var trace: Trace?
    package var quota: RateQuota?
    /// Whether it goes out over TLS.
    package var isSecure: Bool

    /// Nothing but what is given.
    @inline(__always)
    package init(trace: Trace? = nil, quota: RateQuota? = nil, isSecure: Bool = false) {
        self.trace = trace
        self.quota = quota
        self.isSecure = isSecure
    }
}

extension UnsafeMutableRawPointer {
    /// `traceparent` of version 00: the caller's trace, and the span that answered.
    mutating func append(_ trace: Trace) {
        append("traceparent: 00-")
        append(digits: 16, of: trace.parent.traceIDHigh)
        append(digits: 16, of: trace.parent.traceIDLow)
        append("-")
        append(digits: 16, of: trace.spanID)
        append("-")
        // The flags that are defined: sampled, random.
        append(digits: 2, of: UInt64(trace.parent.flags & 0x03))
        append("\r\n")
    }

    /// `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10).
    mutating func append(_ quota: RateQuota) {
        append("RateLimit-Policy: \"default\";q=")
        append(number: quota.burst)
        append(";w=")
        append(number: quota.windowSeconds)
        append("\r\nRateLimit: \"default\";r=")
        append(number: quota.remaining)
        append(";t=")
        append(number: quota.resetSeconds)
        append("\r\n")
    }
}
