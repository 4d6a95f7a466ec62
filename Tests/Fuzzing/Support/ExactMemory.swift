/// Hands bytes over in memory of exactly their size, so that the address sanitizer sees any read
/// before or behind them.
func withExactMemory<Result>(
    _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) -> Result
) -> Result {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { memory.deallocate() }
    memory.copyBytes(from: bytes)
    return body(UnsafeRawBufferPointer(memory))
}
