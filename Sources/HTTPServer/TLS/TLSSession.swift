internal import COpenSSL

/// One TLS connection: bytes in, bytes out, no socket and no clock.
///
/// What it has to send goes to its loop's `TLSWire`.
final class TLSSession {
    enum Phase {
        /// Nothing can be sent yet.
        case handshake
        case open
        /// The peer has been told that nothing more comes; it may still send.
        case closed
        /// A fault: nothing can be read or sent any more.
        case broken
    }

    /// What has come of received bytes.
    struct Opened {
        /// How many opened bytes there are.
        var count = 0
        /// The peer has told that nothing more comes.
        var isEnd = false
    }

    /// The most that a session holds back of what it has received, until a record is whole.
    static let mostHeld = TLSWire.recordBytes

    private let ssl: OpaquePointer
    private let context: TLSContext
    private let wire: TLSWire
    private(set) var phase = Phase.handshake
    /// Whether anything has come.
    private(set) var hasReceived = false

    /// Sealed bytes that the system has not taken.
    private var unsent: [UInt8] = []
    private var unsentStart = 0

    /// Nil where OpenSSL has no memory.
    init?(_ context: TLSContext, over wire: TLSWire) {
        ERR_clear_error()
        guard let ssl = SSL_new(context.handle) else { return nil }
        guard let bio = wire.makeBIO() else {
            SSL_free(ssl)
            return nil
        }
        // One reference serves both ways.
        SSL_set_bio(ssl, bio, bio)
        SSL_set_accept_state(ssl)
        self.ssl = ssl
        self.context = context
        self.wire = wire
    }

    deinit {
        SSL_free(ssl)
    }

    /// Opens what has been received, into a room of `mostHeld` bytes more than that. The handshake
    /// goes on as far as the bytes reach.
    func open(
        _ sealed: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
    ) -> Opened {
        var opened = Opened()
        hasReceived = true
        wire.input = sealed
        defer { wire.input = UnsafeRawBufferPointer(start: nil, count: 0) }
        while opened.count < room.count {
            ERR_clear_error()
            var count = 0
            let status = SSL_read_ex(
                ssl, room.baseAddress.map { $0 + opened.count }, room.count - opened.count, &count)
            if status == 1 {
                opened.count += count
                if wire.input.isEmpty, SSL_pending(ssl) == 0 { break }
                continue
            }
            switch SSL_get_error(ssl, status) {
            case SSL_ERROR_WANT_READ: break
            case SSL_ERROR_ZERO_RETURN: opened.isEnd = true
            default: phase = .broken
            }
            break
        }
        if phase == .handshake, SSL_is_init_finished(ssl) == 1 { phase = .open }
        return opened
    }

    /// Seals bytes, at most a record's. False where that cannot be done.
    func seal(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard phase == .open else { return false }
        ERR_clear_error()
        var count = 0
        guard SSL_write_ex(ssl, bytes.baseAddress, bytes.count, &count) == 1, count == bytes.count
        else {
            phase = .broken
            return false
        }
        return true
    }

    /// Tells the peer that nothing more comes (RFC 8446 §6.1). Does nothing where that has been told,
    /// or cannot be.
    func close() {
        guard phase == .open else { return }
        ERR_clear_error()
        phase = SSL_shutdown(ssl) >= 0 ? .closed : .broken
    }

    /// The connection is cut: the peer is to see that it has not come to its end.
    func abandon() { phase = .broken }

    /// What was agreed on. Asked once the handshake is over.
    var handshake: TLSHandshake {
        TLSHandshake(
            version: SSL_version(ssl) == TLS1_3_VERSION ? .tls13 : .tls12,
            isResumed: SSL_session_reused(ssl) == 1)
    }
}

extension TLSSession {
    // MARK: What the system has not taken

    var unsentBytes: Int { unsent.count - unsentStart }

    /// Hands out what waits.
    func withUnsent<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsent.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[unsentStart...])) }
    }

    /// So much of what waited has gone.
    func noteSent(_ count: Int) {
        unsentStart += count
        guard unsentStart == unsent.count else { return }
        unsent = []
        unsentStart = 0
    }

    /// Keeps what the wire holds, but for its first bytes, which have gone.
    func keepOutput(from start: Int = 0) {
        unsent += wire.output[start...]
        wire.clear()
    }
}
