/// The proxies whose word about their clients is taken.
public struct TrustedProxies: Sendable, Hashable {
    /// Their addresses.
    public var ranges: [AddressRange]
    /// Whether those that come over a Unix socket are among them.
    public var includesUnix: Bool

    /// None, unless they are given.
    public init(ranges: [AddressRange] = [], includesUnix: Bool = false) {
        self.ranges = ranges
        self.includesUnix = includesUnix
    }

    /// Whether nobody is trusted.
    public var isEmpty: Bool { ranges.isEmpty && !includesUnix }

    func contains(_ address: IPAddress) -> Bool {
        ranges.contains { $0.contains(address) }
    }
}
