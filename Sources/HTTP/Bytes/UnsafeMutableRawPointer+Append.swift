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
}
