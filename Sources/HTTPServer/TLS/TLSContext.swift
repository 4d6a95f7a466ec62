internal import COpenSSL
internal import Glibc
internal import HTTP

/// A certificate with its key, and everything that is agreed on once for all connections.
///
/// TLS 1.2 and 1.3, forward secrecy and authenticated encryption only, no renegotiation, no
/// compression, no early data.
public final class TLSContext: Sendable {
    // Safe because nothing about it changes after `init`, and OpenSSL counts references to it and
    // makes sessions of it under locks of its own.
    nonisolated(unsafe) let handle: OpaquePointer
    let tickets: TLSTicketKeys
    let staple: OCSPStaple?
    /// When the certificate ends, in seconds since 1970.
    public let expiry: Int64
    /// What is not right with the files, though TLS can be served with them; a sentence each.
    public let warnings: [String]

    /// Reads the files.
    ///
    /// - Parameter tickets: the keys of the context before, so that its tickets stay good.
    public init(_ files: TLSFiles, tickets: TLSTicketKeys = TLSTicketKeys()) throws(TLSFileError) {
        let certificateFile = PEMFile(role: .certificate, path: files.certificate)
        let keyFile = PEMFile(role: .key, path: files.key)
        ERR_clear_error()
        guard let context = SSL_CTX_new(TLS_server_method()) else {
            throw certificateFile.error("TLS cannot be had: \(openSSLReason())")
        }
        var isDone = false
        defer {
            if !isDone { SSL_CTX_free(context) }
            ERR_clear_error()
        }
        guard Self.applySettings(to: context) else {
            throw certificateFile.error("OpenSSL refuses the server's settings: \(openSSLReason())")
        }
        var chain = try certificateFile.certificates()
        let certificate = chain.removeFirst()
        defer { X509_free(certificate) }
        guard SSL_CTX_use_certificate(context, certificate) == 1 else {
            for other in chain { X509_free(other) }
            throw certificateFile.error("the certificate cannot be used: \(openSSLReason())")
        }
        for (index, other) in chain.enumerated() where CSSL_CTX_add0_chain_cert(context, other) != 1
        {
            for rest in chain[index...] { X509_free(rest) }
            throw certificateFile.error(
                "certificate \(index + 2) in it cannot be used: \(openSSLReason())")
        }
        try Self.use(keyFile, besides: files.certificate, of: certificate, in: context)
        staple =
            if let ocsp = files.ocsp {
                try OCSPStaple(ocsp, for: certificate)
            } else {
                nil
            }
        expiry = secondsSinceEpoch(X509_get0_notAfter(certificate)) ?? .max
        warnings = Self.warnings(about: certificate, files, staple)
        self.tickets = tickets
        handle = context
        isDone = true
        setCallbacks()
    }

    deinit {
        SSL_CTX_free(handle)
    }

    private static func use(
        _ file: PEMFile, besides certificateFile: String, of certificate: OpaquePointer,
        in context: OpaquePointer
    ) throws(TLSFileError) {
        let key = try file.privateKey()
        defer { EVP_PKEY_free(key) }
        guard X509_check_private_key(certificate, key) == 1 else {
            throw file.error(
                "the private key does not belong to the certificate in \(certificateFile)")
        }
        guard SSL_CTX_use_PrivateKey(context, key) == 1 else {
            throw file.error("the private key cannot be used: \(openSSLReason())")
        }
    }

    private static func warnings(
        about certificate: OpaquePointer, _ files: TLSFiles, _ staple: OCSPStaple?
    ) -> [String] {
        let now = Clock.millisecondsSinceEpoch() / 1000
        var warnings: [String] = []
        if let end = secondsSinceEpoch(X509_get0_notAfter(certificate)), end <= now {
            warnings.append(
                "\(files.certificate): the certificate expired on \(HTTPDate(secondsSinceEpoch: end))"
            )
        }
        if let start = secondsSinceEpoch(X509_get0_notBefore(certificate)), start > now {
            warnings.append(
                "\(files.certificate): the certificate is not valid before "
                    + "\(HTTPDate(secondsSinceEpoch: start))")
        }
        if let end = staple?.nextUpdate, end <= now, let file = files.ocsp {
            warnings.append(
                "\(file): the OCSP response is out of date since \(HTTPDate(secondsSinceEpoch: end)), "
                    + "and is not sent")
        }
        return warnings
    }
}

extension TLSContext: Hashable {
    /// Each is itself only.
    public static func == (left: TLSContext, right: TLSContext) -> Bool { left === right }

    /// By identity.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
