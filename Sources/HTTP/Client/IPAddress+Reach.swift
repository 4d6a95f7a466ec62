extension IPAddress {
    /// Whether it is a host on the public internet: neither private, shared, loopback, link-local,
    /// multicast, unspecified, documentation nor reserved, and no IPv6 address that leads to an IPv4
    /// one (RFC 6890, and the IANA registries of special-purpose addresses). An IPv4 address that is
    /// mapped into IPv6 is that IPv4 address.
    public var isPublic: Bool {
        if isIPv4 { return !Self.specialIPv4.contains { $0.contains(self) } }
        // 2000::/3 is all that is given to hosts.
        return high >> 61 == 0b001 && !Self.specialIPv6.contains { $0.contains(self) }
    }

    private static let specialIPv4 = [
        "0.0.0.0/8",  // this network
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",  // private
        "100.64.0.0/10",  // shared by the customers of a provider
        "127.0.0.0/8",  // loopback
        "169.254.0.0/16",  // link-local; where clouds keep their metadata
        "192.0.0.0/24",  // protocol assignments
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",  // documentation
        "192.88.99.0/24",  // relays to IPv6
        "198.18.0.0/15",  // benchmarks
        "224.0.0.0/4",  // multicast
        "240.0.0.0/4",  // reserved, and broadcast
    ].compactMap { AddressRange($0) }

    private static let specialIPv6 = [
        "2001::/23",  // protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32", "3fff::/20",  // documentation
        "2002::/16",  // 6to4: an IPv4 address within
    ].compactMap { AddressRange($0) }
}

extension IPAddress: CustomStringConvertible {
    /// As it is written: dotted for IPv4, as RFC 5952 writes it for IPv6.
    public var description: String {
        let peer: PeerAddress =
            isIPv4
            ? .ipv4(UInt32(truncatingIfNeeded: low), port: 0) : .ipv6(high, low, port: 0)
        return peer.description
    }
}
