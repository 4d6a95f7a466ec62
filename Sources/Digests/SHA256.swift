import COpenSSL

/// SHA-256 (FIPS 180-4), by OpenSSL.
public enum SHA256: Sendable {
    /// Bytes of a digest.
    public static let size = 32

    /// The digest of `bytes`: 32 bytes.
    public static func digest(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: size) { digest, count in
            bytes.withUnsafeBufferPointer { input in
                _ = COpenSSL.SHA256(input.baseAddress, input.count, digest.baseAddress)
            }
            count = size
        }
    }
}
