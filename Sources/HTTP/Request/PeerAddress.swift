/// Where a connection comes from.
public enum PeerAddress: Sendable, Hashable {
    /// An IPv4 address as four bytes in network order, and the port.
    case ipv4(UInt32, port: UInt16)
    /// An IPv6 address as two words in network order, and the port. Addresses that map an IPv4 one
    /// are given as `ipv4`.
    case ipv6(UInt64, UInt64, port: UInt16)
    /// A Unix socket; its clients have no address.
    case unix
}

extension PeerAddress: CustomStringConvertible {
    /// The address without the port: dotted for IPv4, as RFC 5952 writes it for IPv6.
    public var description: String {
        switch self {
        case .ipv4(let address, _):
            return (0..<4).map { String((address >> (24 - 8 * $0)) & 0xff) }.joined(separator: ".")
        case .ipv6(let high, let low, _):
            return Self.text(high, low)
        case .unix:
            return "unix"
        }
    }

    /// The eight groups in lower-case hexadecimal; the first longest run of two or more zero groups
    /// is left out.
    private static func text(_ high: UInt64, _ low: UInt64) -> String {
        let groups = [high, low].flatMap { word in (0..<4).map { (word >> (48 - 16 * $0)) & 0xffff }
        }
        var best = 0..<0
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start > max(best.count, 1) { best = start..<end }
            start = max(end, start + 1)
        }
        func text(_ range: Range<Int>) -> String {
            groups[range].map { String($0, radix: 16) }.joined(separator: ":")
        }
        if best.isEmpty { return text(0..<8) }
        return text(0..<best.lowerBound) + "::" + text(best.upperBound..<8)
    }
}
