/// The files that a TLS server is made from, all in PEM form but the last.
public struct TLSFiles: Sendable, Hashable {
    /// What a file is for.
    public enum Role: Sendable, Hashable {
        case certificate, key, ocsp
    }

    /// The certificate, and behind it those between it and the root.
    public var certificate: String
    /// The private key, not encrypted.
    public var key: String
    /// An OCSP response about the certificate (DER), as a CA's responder gives it; nil for none.
    public var ocsp: String?

    /// Names them.
    public init(certificate: String, key: String, ocsp: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.ocsp = ocsp
    }
}
