/// An IP address without a port: 128 bits, an IPv4 address as the IPv6 one that maps it (RFC 4291
/// §2.5.5.2).
public struct IPAddress: Sendable, Hashable {
    /// The first eight bytes.
    public let high: UInt64
    /// The last eight bytes.
    public let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    init(ipv4: UInt32) {
        self.init(high: 0, low: 0xffff_0000_0000 | UInt64(ipv4))
    }

    /// The address of a peer; nil for a Unix socket.
    public init?(_ peer: PeerAddress) {
        switch peer {
        case .ipv4(let address, _): self.init(ipv4: address)
        case .ipv6(let high, let low, _): self.init(high: high, low: low)
        case .unix: return nil
        }
    }

    /// Whether it is an IPv4 address.
    public var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }

    /// Whom a limit counts: an IPv4 address, or the /64 of an IPv6 one, which is what a single
    /// customer is given at least. The two never meet: nobody sends from ff00::/8.
    package var subscriber: UInt64 {
        isIPv4 ? 0xff00_0000_0000_0000 | (low & 0xffff_ffff) : high
    }
}

extension IPAddress {
    /// Reads `192.0.2.1` or `2001:db8::1` (RFC 4291 §2.2); nil for any other text. Allocates nothing.
    package init?(parsing text: UnsafeRawBufferPointer) {
        if let address = Self.ipv4(text) {
            self.init(ipv4: address)
            return
        }
        guard let (high, low) = Self.ipv6(text) else { return nil }
        self.init(high: high, low: low)
    }

    /// Four numbers up to 255, without leading zeros.
    private static func ipv4(_ text: UnsafeRawBufferPointer) -> UInt32? {
        var address: UInt32 = 0
        var numbers = 0
        var number = 0
        var digits = 0
        for index in 0...text.count {
            if index < text.count, let digit = text[index].decimalValue {
                guard digits == 0 || number > 0 else { return nil }
                number = number * 10 + digit
                digits += 1
                guard number <= 255 else { return nil }
            } else {
                guard index == text.count || text[index] == 0x2e, digits > 0, numbers < 4 else {
                    return nil
                }
                address = address << 8 | UInt32(number)
                numbers += 1
                number = 0
                digits = 0
            }
        }
        return numbers == 4 ? address : nil
    }

    /// Groups of up to four hexadecimal digits, "::" once at most, an IPv4 address at the end maybe.
    private static func ipv6(_ text: UnsafeRawBufferPointer) -> (UInt64, UInt64)? {
        var groups = (high: UInt64(0), low: UInt64(0))
        var count = 0
        var gap: Int?
        func append(_ group: UInt64) {
            groups.high = groups.high << 16 | groups.low >> 48
            groups.low = groups.low << 16 | group
            count += 1
        }
        var index = 0
        if text.count >= 2, text[0] == 0x3a, text[1] == 0x3a {
            gap = 0
            index = 2
        }
        while index < text.count {
            var end = index
            var group: UInt64 = 0
            while end < text.count, end - index < 4, let digit = text[end].hexadecimalValue {
                group = group << 4 | UInt64(digit)
                end += 1
            }
            if end < text.count, text[end] == 0x2e {
                guard count <= 6, let address = ipv4(text.slice(index..<text.count)) else {
                    return nil
                }
                append(UInt64(address >> 16))
                append(UInt64(address & 0xffff))
                break
            }
            guard end > index, count < 8 else { return nil }
            append(group)
            index = end
            guard index < text.count else { break }
            guard text[index] == 0x3a, index + 1 < text.count else { return nil }
            index += 1
            if text[index] == 0x3a {
                guard gap == nil else { return nil }
                gap = count
                index += 1
            }
        }
        guard let gap else { return count == 8 ? groups : nil }
        guard count <= 7 else { return nil }
        return opened(groups, count: count, gap: gap)
    }

    /// Moves the groups before the gap to the front.
    private static func opened(
        _ groups: (high: UInt64, low: UInt64), count: Int, gap: Int
    ) -> (UInt64, UInt64) {
        var words: (high: UInt64, low: UInt64) = (0, 0)
        for place in 0..<8 {
            let source = place < gap ? place : place - (8 - count)
            let group = place < gap || source >= gap ? self.group(source, of: groups, count) : 0
            words.high = words.high << 16 | words.low >> 48
            words.low = words.low << 16 | group
        }
        return words
    }

    /// The group at `index`, of `count` groups at the end of 128 bits.
    private static func group(
        _ index: Int, of groups: (high: UInt64, low: UInt64), _ count: Int
    ) -> UInt64 {
        let fromEnd = count - 1 - index
        let word = fromEnd < 4 ? groups.low : groups.high
        return word >> UInt64(16 * (fromEnd % 4)) & 0xffff
    }
}
