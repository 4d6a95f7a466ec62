/// The grammar of `Host` and of the authority of an absolute form (RFC 9110 §7.2, RFC 3986 §3.2),
/// without user information.
enum Authority {
    /// Whether the bytes are a host that is not empty, and maybe a port up to 65535.
    static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let first = bytes.first else { return false }
        if first == 0x5b {
            guard let close = bytes.firstIndex(of: 0x5d) else { return false }
            return isIPv6(bytes.slice(1..<close))
                && isPortOrNothing(bytes.slice(close + 1..<bytes.count))
        }
        var index = 0
        while index < bytes.count, ByteClass.registeredName.contains(bytes[index]) {
            if bytes[index] == 0x25 {
                guard index + 2 < bytes.count, bytes[index + 1].hexadecimalValue != nil,
                    bytes[index + 2].hexadecimalValue != nil
                else { return false }
                index += 2
            }
            index += 1
        }
        return index > 0 && isPortOrNothing(bytes.slice(index..<bytes.count))
    }

    /// Nothing, ":", or ":" and a port (the port may be empty: RFC 3986 §3.2.3).
    private static func isPortOrNothing(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let colon = bytes.first else { return true }
        guard colon == 0x3a else { return false }
        var port = 0
        for byte in bytes.dropFirst() {
            guard let digit = byte.decimalValue else { return false }
            port = port * 10 + digit
            guard port <= 65_535 else { return false }
        }
        return true
    }

    /// `IPv6address` of RFC 3986 §3.2.2.
    private static func isIPv6(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var groups = 0
        var isShortened = false
        var index = 0
        if bytes.count >= 2, bytes[0] == 0x3a, bytes[1] == 0x3a {
            isShortened = true
            index = 2
        }
        while index < bytes.count {
            var end = index
            while end < bytes.count, bytes[end].hexadecimalValue != nil { end += 1 }
            if end < bytes.count, bytes[end] == 0x2e {
                guard isIPv4(bytes.slice(index..<bytes.count)) else { return false }
                groups += 2
                index = bytes.count
                break
            }
            guard (1...4).contains(end - index) else { return false }
            groups += 1
            index = end
            guard index < bytes.count else { break }
            guard bytes[index] == 0x3a, index + 1 < bytes.count else { return false }
            index += 1
            if bytes[index] == 0x3a {
                guard !isShortened else { return false }
                isShortened = true
                index += 1
            }
        }
        return isShortened ? groups <= 7 : groups == 8
    }

    /// Four numbers up to 255, without leading zeros.
    private static func isIPv4(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var numbers = 0
        for part in bytes.split(separator: 0x2e, maxSplits: 4, omittingEmptySubsequences: false) {
            guard (1...3).contains(part.count), part.count == 1 || part.first != 0x30 else {
                return false
            }
            var number = 0
            for byte in part {
                guard let digit = byte.decimalValue else { return false }
                number = number * 10 + digit
            }
            guard number <= 255 else { return false }
            numbers += 1
        }
        return numbers == 4
    }
}
