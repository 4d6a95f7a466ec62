import COpenSSL

/// Random bytes for secrets, by OpenSSL's generator.
public enum RandomBytes: Sendable {
    /// That many bytes that nobody can guess; nil where the system has none to give.
    public static func make(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return RAND_bytes(&bytes, Int32(count)) == 1 ? bytes : nil
    }
}

/// Comparison that takes the same time wherever two secrets differ.
public enum ConstantTime: Sendable {
    /// Whether both are equal; lengths are no secret.
    public static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }
}
