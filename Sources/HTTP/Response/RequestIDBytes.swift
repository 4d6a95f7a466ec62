/// A request's id as it is written to the response: borrowed from the head, or generated.
package enum RequestIDBytes {
    case generated(UInt64)
    case given(UnsafeRawBufferPointer)
    case owned(RequestID)

    @inline(__always)
    func write(to end: inout UnsafeMutableRawPointer) {
        switch self {
        case .generated(let bits):
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: bits &>> UInt64(60 - 4 * index)) & 0xf
                end.storeBytes(of: digit < 10 ? 0x30 + digit : 0x57 + digit, as: UInt8.self)
                end += 1
            }
        case .given(let bytes):
            end.append(bytes)
        case .owned(let id):
            for byte in id.description.utf8 {
                end.storeBytes(of: byte, as: UInt8.self)
                end += 1
            }
        }
    }
}
