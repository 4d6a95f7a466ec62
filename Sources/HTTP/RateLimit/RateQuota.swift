/// What a client may still do, as the `RateLimit` fields tell it
/// (draft-ietf-httpapi-ratelimit-headers-10).
package struct RateQuota: Hashable {
    /// Requests that could be sent at once after a silence.
    package var burst: UInt32
    /// The seconds of silence that it takes to earn all of them.
    package var windowSeconds: UInt32
    /// Requests that can be sent at once now.
    package var remaining: UInt32
    /// Seconds until all can.
    package var resetSeconds: UInt32
    /// Seconds to wait; 0 where the request is allowed.
    package var retryAfterSeconds: UInt32

    /// Whether the request may be answered.
    package var isAllowed: Bool { retryAfterSeconds == 0 }
}
