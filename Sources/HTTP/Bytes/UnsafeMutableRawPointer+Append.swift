/// Writing one thing after another into memory that is known to be large enough.
extension UnsafeMutableRawPointer {
    /// Copies bytes here, and moves behind them.
    @inline(__always)
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        copyMemory(from: start, byteCount: bytes.count)
        self += bytes.count
    }

    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(text))
    }

    /// The lowest digits of a number in hexadecimal.
    @inline(__always)
    mutating func append(digits count: Int, of bits: UInt64) {
        for index in 0..<count {
            let shift = UInt64(4 * (count - 1 - index))
            let digit = UInt8(truncatingIfNeeded: bits &>> shift) & 0xf
            storeBytes(of: digit < 10 ? 0x30 + digit : 0x57 + digit, as: UInt8.self)
            self += 1
        }
    }

    /// A number in decimal.
    mutating func append(number: UInt32) {
        var unit: UInt32 = 1
        while number / unit >= 10 { unit *= 10 }
        while unit > 0 {
            storeBytes(of: UInt8(truncatingIfNeeded: 0x30 + number / unit % 10), as: UInt8.self)
            self += 1
            unit /= 10
        }
    }
}
