import COpenSSL
import Foundation
import Glibc

/// A TLS client over a blocking socket with a limit on every wait. The handshake and everything else
/// go through memory, so that a test decides in what pieces bytes are sent.
package final class TLSClient {
    /// What a client asks for.
    package struct Options: Sendable {
        package var lowest: Int32 = TLS1_2_VERSION
        package var highest: Int32 = TLS1_3_VERSION
        /// Cipher suites of TLS 1.2.
        package var suites: String?
        /// Names for ALPN.
        package var protocols: [String] = []
        package var wantsStaple = false
        /// How many bytes are sent at once; nil for all.
        package var step: Int?
        /// The size of the kernel's buffer for what comes.
        package var receiveBuffer: Int32?

        package init() {}
    }

    /// How a wait for bytes ended.
    package enum End: Sendable {
        /// There is what was waited for.
        case enough
        /// The server told that nothing more comes.
        case notified
        /// The connection ended without that.
        case closed
        case timedOut
        /// The server sent an alert, or what could not be understood.
        case failed(String)

        package var isNotified: Bool { if case .notified = self { true } else { false } }
    }

    /// Why a handshake failed.
    package struct HandshakeError: Error, CustomStringConvertible {
        package let description: String
    }

    /// A session that can be taken up again.
    package final class Session {
        let handle: OpaquePointer
        init(_ handle: OpaquePointer) { self.handle = handle }
        deinit { SSL_SESSION_free(handle) }
    }

    private let descriptor: Int32
    private let context: OpaquePointer?
    private let ssl: OpaquePointer?
    private let input = BIO_new(BIO_s_mem())
    private let output = BIO_new(BIO_s_mem())
    private let step: Int?
    /// What has come.
    package private(set) var received: [UInt8] = []

    /// Connects to a port of this machine. Shakes hands, unless that is left to the test.
    package init(
        port: UInt16, _ options: Options = Options(), session: Session? = nil,
        shakesHands: Bool = true
    ) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        step = options.step
        context = SSL_CTX_new(TLS_client_method())
        // Old versions are asked for to see them refused.
        SSL_CTX_set_security_level(context, 0)
        CSSL_CTX_set_min_proto_version(context, options.lowest)
        CSSL_CTX_set_max_proto_version(context, options.highest)
        ssl = SSL_new(context)
        SSL_set_connect_state(ssl)
        SSL_set_bio(ssl, input, output)
        if let suites = options.suites { SSL_set_cipher_list(ssl, suites) }
        if !options.protocols.isEmpty {
            let names = options.protocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
            SSL_set_alpn_protos(ssl, names, UInt32(names.count))
        }
        if options.wantsStaple { CSSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp) }
        if let session { SSL_set_session(ssl, session.handle) }
        try connect(to: port, options)
        if shakesHands { try handshake() }
    }

    deinit {
        // Else OpenSSL takes the session for a bad one, and never takes it up again.
        SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)
        SSL_free(ssl)
        SSL_CTX_free(context)
        close(descriptor)
    }

    private func connect(to port: UInt16, _ options: Options) throws {
        if var size = options.receiveBuffer {
            setsockopt(
                descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        if options.step != nil {
            var on: Int32 = 1
            setsockopt(
                descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on,
                socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let status = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            throw HandshakeError(description: String(cString: strerror(errno)))
        }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }

    /// Goes on until both sides agree.
    package func handshake() throws {
        while true {
            ERR_clear_error()
            let status = SSL_do_handshake(ssl)
            flush()
            if status == 1 { return }
            guard SSL_get_error(ssl, status) == SSL_ERROR_WANT_READ else {
                throw HandshakeError(description: Self.reason)
            }
            switch feed() {
            case nil: break
            case let end?: throw HandshakeError(description: "\(end)")
            }
        }
    }

    /// Sends bytes; false where the server has closed meanwhile.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        ERR_clear_error()
        guard SSL_write(ssl, bytes, Int32(bytes.count)) > 0 else { return false }
        return flush()
    }

    @discardableResult
    package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends bytes as they are, past TLS.
    @discardableResult
    package func sendRaw(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(step ?? rest.count)
            let count = piece.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Tells the server that nothing more comes; it may still answer.
    package func sendClose() {
        SSL_shutdown(ssl)
        flush()
    }

    /// Asks for new keys by TLS 1.2's renegotiation. False where the client's own library refuses.
    package func renegotiate() -> Bool {
        ERR_clear_error()
        guard SSL_renegotiate(ssl) == 1 else { return false }
        SSL_do_handshake(ssl)
        return flush()
    }

    /// Receives until a condition holds, the server closes, or time is up.
    @discardableResult
    package func receive(until isEnough: ([UInt8]) -> Bool) -> End {
        var room = [UInt8](repeating: 0, count: 64 * 1024)
        while !isEnough(received) {
            ERR_clear_error()
            let count = SSL_read(ssl, &room, Int32(room.count))
            if count > 0 {
                received += room[..<Int(count)]
                continue
            }
            switch SSL_get_error(ssl, count) {
            case SSL_ERROR_WANT_READ:
                flush()
                if let end = feed() { return end }
            case SSL_ERROR_ZERO_RETURN: return .notified
            default: return .failed(Self.reason)
            }
        }
        return .enough
    }

    @discardableResult
    package func receiveToEnd() -> End { receive { _ in false } }

    /// Forgets what has come.
    package func forgetReceived() { received = [] }

    package var text: String { String(decoding: received, as: UTF8.self) }

    /// Puts what the socket has before OpenSSL; tells the end where there is one.
    private func feed() -> End? {
        var room = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(descriptor, &room, room.count, 0)
        guard count > 0 else { return count < 0 && errno == EAGAIN ? .timedOut : .closed }
        BIO_write(input, room, Int32(count))
        return nil
    }

    /// Sends what OpenSSL has made.
    @discardableResult
    private func flush() -> Bool {
        var room = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = BIO_read(output, &room, Int32(room.count))
            guard count > 0 else { return true }
            guard sendRaw(Array(room[..<Int(count)])) else { return false }
        }
    }

    private static var reason: String {
        ERR_reason_error_string(ERR_peek_last_error()).map { String(cString: $0) } ?? "?"
    }
}

extension TLSClient {
    // MARK: What was agreed on

    /// `TLSv1.3`
    package var version: String { String(cString: SSL_get_version(ssl)) }

    /// The suite by OpenSSL's name.
    package var suite: String { String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(ssl))) }

    package var isResumed: Bool { SSL_session_reused(ssl) == 1 }

    /// By ALPN; nil for none.
    package var agreedProtocol: String? {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        SSL_get0_alpn_selected(ssl, &name, &length)
        guard let name else { return nil }
        return String(
            decoding: UnsafeBufferPointer(start: name, count: Int(length)), as: UTF8.self)
    }

    /// The server's certificate by its number.
    package var serial: Int {
        guard let certificate = SSL_get1_peer_certificate(ssl) else { return 0 }
        defer { X509_free(certificate) }
        return ASN1_INTEGER_get(X509_get0_serialNumber(certificate))
    }

    /// What came along with it; nil for nothing.
    package var staple: [UInt8]? {
        var start: UnsafePointer<UInt8>?
        let count = CSSL_get_tlsext_status_ocsp_resp(ssl, &start)
        guard count > 0, let start else { return nil }
        return Array(UnsafeBufferPointer(start: start, count: count))
    }

    /// To be taken up again. In TLS 1.3 it comes with the first answer.
    package var session: Session? { SSL_get1_session(ssl).map(Session.init) }
}
