/// What names one request in the response, the log and the reports of its client.
public struct RequestID: Sendable, Hashable {
    private enum Origin: Sendable, Hashable {
        case generated(UInt64)
        case given(String)
    }

    private let origin: Origin

    /// Names a request by 64 random bits.
    public init(_ bits: UInt64) {
        origin = .generated(bits)
    }

    /// Takes over an id that the client or a proxy gave, if it is made of 1 to 128 token characters
    /// (RFC 9110 §5.6.2), so that it may be written to a field and a log as it is.
    public init?(_ given: String) {
        guard (1...Self.longest).contains(given.utf8.count),
            given.utf8.allSatisfy(ByteClass.token.contains)
        else { return nil }
        origin = .given(given)
    }

    /// The longest id taken over, in bytes.
    static let longest = 128

    /// Whether `bytes` can be taken over.
    static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
        (1...longest).contains(bytes.count) && bytes.allSatisfy(ByteClass.token.contains)
    }
}

extension RequestID: CustomStringConvertible {
    /// 16 hexadecimal digits, or the id as it was given.
    public var description: String {
        switch origin {
        case .generated(let bits):
            let digits = String(bits, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        case .given(let text):
            return text
        }
    }
}
