internal import HTTP

/// What of a server can be changed while it runs.
public struct LiveSettings: Sendable, Hashable {
    /// The share of requests that get an access line, from 0 to 1. Those answered with 500 and above
    /// always get one.
    public var accessLogSample = 1.0
    /// How often each client may ask; nil for as often as it likes.
    public var rateLimit: RateLimit?

    /// What TCP connections are secured with; nil for plain ones. Whether there is one is settled at
    /// the start.
    public var tls: TLSContext?
    /// For how long browsers are told to come by TLS only (RFC 6797), in seconds; 0 for not at all.
    public var hstsSeconds = 0

    /// Every request is logged, none is limited, nothing is encrypted.
    public init() {}
}
