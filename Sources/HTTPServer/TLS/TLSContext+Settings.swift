internal import COpenSSL

/// What is agreed on with every client.
extension TLSContext {
    /// TLS 1.2: ephemeral keys and authenticated encryption, the faster first.
    private static let suites12 =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256"
        + ":ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384"
        + ":ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
    /// TLS 1.3. Who puts ChaCha20 first has no AES in hardware, and gets it.
    private static let suites13 =
        "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
    private static let groups = "X25519:P-256:P-384"
    private static let signatures =
        "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448"
        + ":RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:RSA+SHA256:RSA+SHA384:RSA+SHA512"
    /// Sessions are taken up again across a reload where this is the same.
    private static let sessionContext = Array("clinic".utf8)

    /// False where OpenSSL refuses one of them.
    static func applySettings(to context: OpaquePointer) -> Bool {
        SSL_CTX_set_options(context, CSSL_OP_SERVER)
        // An idle connection gives its buffers back.
        CSSL_CTX_set_mode(context, Int(SSL_MODE_RELEASE_BUFFERS))
        // Sessions are the clients' to keep, in tickets: the server remembers none.
        CSSL_CTX_set_session_cache_mode(context, Int(SSL_SESS_CACHE_OFF))
        SSL_CTX_set_timeout(context, Int(TLSTicketKeys.ticketLifetime))
        return CSSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1
            && SSL_CTX_set_cipher_list(context, suites12) == 1
            && SSL_CTX_set_ciphersuites(context, suites13) == 1
            && CSSL_CTX_set1_groups_list(context, groups) == 1
            && CSSL_CTX_set1_sigalgs_list(context, signatures) == 1
            && SSL_CTX_set_session_id_context(
                context, sessionContext, UInt32(sessionContext.count)) == 1
    }

    /// Callbacks find the context they belong to at index 0, which is the application's. Every session
    /// holds its context, so that it is there for as long as any of them can be called.
    func setCallbacks() {
        SSL_CTX_set_ex_data(handle, 0, Unmanaged.passUnretained(self).toOpaque())
        SSL_CTX_set_alpn_select_cb(handle, Self.selectProtocol, nil)
        SSL_CTX_set_tlsext_ticket_key_evp_cb(handle, Self.useTicketKey)
        if staple != nil { CSSL_CTX_set_tlsext_status_cb(handle, Self.staple) }
    }

    private static func of(_ session: OpaquePointer?) -> TLSContext? {
        guard let handle = SSL_get_SSL_CTX(session), let data = SSL_CTX_get_ex_data(handle, 0)
        else { return nil }
        // Safe because it is what `setCallbacks` put there, and the session's owner holds it.
        return Unmanaged<TLSContext>.fromOpaque(data).takeUnretainedValue()
    }

    /// ALPN (RFC 7301): `http/1.1` where the client names it. One that names others only wants
    /// something that is not spoken here, and is told so by an alert.
    private static let selectProtocol: SSL_CTX_alpn_select_cb_func = {
        _, selected, selectedLength, offered, offeredLength, _ in
        let name = StaticString("http/1.1")
        var rest = UnsafeBufferPointer(start: offered, count: Int(offeredLength))[...]
        while let length = rest.popFirst() {
            let next = rest.prefix(Int(length))
            if next.elementsEqual(UnsafeBufferPointer(start: name.utf8Start, count: 8)) {
                selected?.pointee = name.utf8Start
                selectedLength?.pointee = 8
                return SSL_TLSEXT_ERR_OK
            }
            rest = rest.dropFirst(Int(length))
        }
        return SSL_TLSEXT_ERR_ALERT_FATAL
    }

    private static let staple: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Int32 =
        {
            session, _ in
            guard let staple = of(session)?.staple,
                (staple.nextUpdate ?? .max) * 1000 > Clock.millisecondsSinceEpoch(),
                CSSL_set_tlsext_status_ocsp_resp(session, staple.bytes, staple.bytes.count) == 1
            else { return SSL_TLSEXT_ERR_NOACK }
            return SSL_TLSEXT_ERR_OK
        }

    /// Seals a ticket with the current key, or finds the key it was sealed with: AES-256-CBC and
    /// HMAC-SHA-256 (RFC 5077 §4). 0: a ticket of a key that is gone, which is no fault.
    private static let useTicketKey:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt8>?,
            OpaquePointer?, OpaquePointer?, Int32
        ) -> Int32 = { session, name, iv, cipher, mac, seals in
            guard let keys = of(session)?.tickets, let name, let iv else { return -1 }
            let nameBytes = UnsafeMutableRawBufferPointer(
                start: name, count: TLSTicketKeys.Key.nameBytes)
            let now = Clock.milliseconds() / 1000
            if seals == 1 {
                guard let key = keys.current(at: now), RAND_bytes(iv, 16) == 1 else { return -1 }
                nameBytes.copyBytes(from: key.name)
                return use(key, iv, cipher, mac, seals) ? 1 : -1
            }
            guard let (key, isCurrent) = keys.find(UnsafeRawBufferPointer(nameBytes), at: now)
            else { return 0 }
            guard use(key, iv, cipher, mac, seals) else { return -1 }
            // 2 has a new ticket made: with the current key, and in TLS 1.3 always, where clients
            // use a ticket once (RFC 8446 §C.4).
            return isCurrent && SSL_version(session) != TLS1_3_VERSION ? 1 : 2
        }

    private static func use(
        _ key: TLSTicketKeys.Key, _ iv: UnsafeMutablePointer<UInt8>, _ cipher: OpaquePointer?,
        _ mac: OpaquePointer?, _ seals: Int32
    ) -> Bool {
        let isKeyed = key.cipher.withUnsafeBufferPointer {
            EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), nil, $0.baseAddress, iv, seals) == 1
        }
        var macKey = Array(key.mac)
        return isKeyed && CEVP_MAC_CTX_set_hmac_sha256(mac, &macKey, macKey.count) == 1
    }
}
