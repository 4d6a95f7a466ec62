/// A request's id as it is written to the response: borrowed from the head, or generated.
package enum RequestIDBytes {
    case generated(UInt64)
    case given(UnsafeRawBufferPointer)
    case owned(RequestID)

    @inline(__always)
    func write(to end: inout UnsafeMutableRawPointer) {
        switch self {
        case .generated(let bits):
            end.append(digits: 16, of: bits)
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
