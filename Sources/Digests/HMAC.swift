import COpenSSL

/// HMAC (RFC 2104) with SHA-256, by OpenSSL.
public enum HMAC: Sendable {
    /// The code by which whoever has the key knows that the message is the sender's: 32 bytes.
    public static func sha256(key: [UInt8], message: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: SHA256.size) { code, count in
            var length = UInt32(SHA256.size)
            _ = COpenSSL.HMAC(
                EVP_sha256(), key, Int32(key.count), message, message.count, code.baseAddress,
                &length)
            count = Int(length)
        }
    }
}
