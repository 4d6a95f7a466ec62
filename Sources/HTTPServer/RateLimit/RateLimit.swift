public import HTTP

/// How often each client may ask, and how clients are told apart.
public struct RateLimit: Sendable, Hashable {
    /// Rate and burst.
    public var policy: RateLimitPolicy
    /// Proxies whose word about their clients is taken.
    public var trustedProxies: TrustedProxies
    /// Paths that are never limited, such as those of probes.
    public var exemptPaths: [String]

    /// A limit for every path but those.
    public init(
        _ policy: RateLimitPolicy, trustedProxies: TrustedProxies = TrustedProxies(),
        exemptPaths: [String] = []
    ) {
        self.policy = policy
        self.trustedProxies = trustedProxies
        self.exemptPaths = exemptPaths
    }
}
