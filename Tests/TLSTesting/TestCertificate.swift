import COpenSSL
import Foundation

/// A certificate that signs itself, made for one test.
package struct TestCertificate: Sendable {
    /// In PEM form.
    package let certificate: String
    /// In PEM form.
    package let key: String
    /// What tells it from others.
    package let serial: Int

    /// - Parameters:
    ///   - start: from when on it is valid, in seconds from now.
    ///   - end: until when.
    package init(serial: Int = 1, start: Int = -3600, end: Int = 3600) {
        self.serial = serial
        let key = Self.makeKey()
        let certificate = X509_new()
        defer {
            EVP_PKEY_free(key)
            X509_free(certificate)
        }
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial)
        X509_set_version(certificate, 2)
        X509_gmtime_adj(X509_getm_notBefore(certificate), start)
        X509_gmtime_adj(X509_getm_notAfter(certificate), end)
        X509_set_pubkey(certificate, key)
        let name = X509_get_subject_name(certificate)
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, "localhost", -1, -1, 0)
        X509_set_issuer_name(certificate, name)
        X509_sign(certificate, key, EVP_sha256())
        self.certificate = Self.text { PEM_write_bio_X509($0, certificate) }
        self.key = Self.text { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }
    }

    /// The key, encrypted.
    package var encryptedKey: String {
        let key = readKey()
        defer { EVP_PKEY_free(key) }
        let passphrase = Array("secret".utf8)
        return Self.text {
            PEM_write_bio_PrivateKey(
                $0, key, EVP_aes_256_cbc(), passphrase, Int32(passphrase.count), nil, nil)
        }
    }

    /// An OCSP response about it in DER form, signed by itself.
    ///
    /// - Parameter next: when the next one is due, in seconds from now.
    package func ocspResponse(isRevoked: Bool = false, next: Int = 3600) -> [UInt8] {
        let bio = BIO_new_mem_buf(certificate, -1)
        let certificate = PEM_read_bio_X509(bio, nil, nil, nil)
        let key = readKey()
        let basic = OCSP_BASICRESP_new()
        let now = X509_gmtime_adj(nil, 0)
        let due = X509_gmtime_adj(nil, next)
        defer {
            BIO_free(bio)
            X509_free(certificate)
            EVP_PKEY_free(key)
            OCSP_BASICRESP_free(basic)
            ASN1_STRING_free(now)
            ASN1_STRING_free(due)
        }
        let id = OCSP_cert_to_id(EVP_sha1(), certificate, certificate)
        defer { OCSP_CERTID_free(id) }
        OCSP_basic_add1_status(
            basic, id, isRevoked ? V_OCSP_CERTSTATUS_REVOKED : V_OCSP_CERTSTATUS_GOOD, 0,
            isRevoked ? now : nil, now, due)
        OCSP_basic_sign(basic, certificate, key, EVP_sha256(), nil, 0)
        let response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic)
        defer { OCSP_RESPONSE_free(response) }
        var start: UnsafeMutablePointer<UInt8>?
        let count = i2d_OCSP_RESPONSE(response, &start)
        defer { CRYPTO_free(start, nil, 0) }
        return Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }

    private func readKey() -> OpaquePointer? {
        let bio = BIO_new_mem_buf(key, -1)
        defer { BIO_free(bio) }
        return PEM_read_bio_PrivateKey(bio, nil, nil, nil)
    }

    private static func makeKey() -> OpaquePointer? {
        let context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil)
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        EVP_PKEY_keygen_init(context)
        EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1)
        EVP_PKEY_keygen(context, &key)
        return key
    }

    private static func text(_ write: (OpaquePointer?) -> Int32) -> String {
        let bio = BIO_new(BIO_s_mem())
        defer { BIO_free(bio) }
        _ = write(bio)
        var bytes = [UInt8](repeating: 0, count: 16 * 1024)
        let count = BIO_read(bio, &bytes, Int32(bytes.count))
        return String(decoding: bytes.prefix(Int(max(count, 0))), as: UTF8.self)
    }
}
