/// The addresses that begin with the same bits: `10.0.0.0/8`, `2001:db8::/32`, or one address.
public struct AddressRange: Sendable, Hashable {
    private let first: IPAddress
    private let high: UInt64
    private let low: UInt64

    /// Reads an address, and "/" and the number of its leading bits; without one, that address alone.
    /// Nil for any other text, and where bits beyond the leading ones are set.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = Self.address(parts[0]) else { return nil }
        var bits = 128
        if parts.count == 2 {
            let digits = parts[1].utf8
            guard (1...3).contains(digits.count), digits.allSatisfy({ $0 &- 0x30 < 10 }),
                let given = Int(parts[1])
            else { return nil }
            bits = address.isIPv4 ? given + 96 : given
        }
        guard (0...128).contains(bits) else { return nil }
        high = bits >= 64 ? .max : ~(UInt64.max >> UInt64(bits))
        low = bits <= 64 ? 0 : bits == 128 ? .max : ~(UInt64.max >> UInt64(bits - 64))
        first = address
        guard address.high & ~high == 0, address.low & ~low == 0 else { return nil }
    }

    private static func address(_ text: Substring) -> IPAddress? {
        Array(text.utf8).withUnsafeBytes { IPAddress(parsing: $0) }
    }

    /// Whether the address is one of these.
    public func contains(_ address: IPAddress) -> Bool {
        address.high & high == first.high && address.low & low == first.low
    }
}
