import COpenSSL

/// TLS over a connected, blocking socket, for a question that holds no secret: whose certificate it is
/// is not asked.
final class SecureChannel {
    private let context: OpaquePointer
    private let ssl: OpaquePointer

    /// Shakes hands; nil where that fails. The descriptor stays the caller's.
    init?(_ descriptor: Int32) {
        ERR_clear_error()
        guard let context = SSL_CTX_new(TLS_client_method()) else { return nil }
        guard let ssl = SSL_new(context) else {
            SSL_CTX_free(context)
            return nil
        }
        self.context = context
        self.ssl = ssl
        guard SSL_set_fd(ssl, descriptor) == 1, SSL_connect(ssl) == 1 else { return nil }
    }

    deinit {
        SSL_free(ssl)
        SSL_CTX_free(context)
    }

    /// How many bytes were sent; below 1 where that failed.
    func send(_ bytes: UnsafeRawBufferPointer) -> Int {
        ERR_clear_error()
        return Int(SSL_write(ssl, bytes.baseAddress, Int32(bytes.count)))
    }

    /// How many bytes came; 0 at the end, below 0 where it failed.
    func receive(_ room: UnsafeMutableRawBufferPointer) -> Int {
        ERR_clear_error()
        let count = SSL_read(ssl, room.baseAddress, Int32(room.count))
        if count > 0 { return Int(count) }
        return SSL_get_error(ssl, count) == SSL_ERROR_ZERO_RETURN ? 0 : -1
    }
}
