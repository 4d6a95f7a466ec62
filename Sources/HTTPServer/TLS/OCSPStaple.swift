internal import COpenSSL
internal import Glibc

/// An OCSP response that is sent along with the certificate (RFC 6066 §8).
struct OCSPStaple: Sendable {
    let bytes: [UInt8]
    /// From then on it says nothing any more and is left out, in seconds since 1970; nil where it
    /// does not tell.
    let nextUpdate: Int64?

    /// Reads a response, and sees to it that it is about the certificate.
    init(_ path: String, for certificate: OpaquePointer) throws(TLSFileError) {
        let file = PEMFile(role: .ocsp, path: path)
        bytes = try file.bytes()
        ERR_clear_error()
        defer { ERR_clear_error() }
        let response = bytes.withUnsafeBufferPointer { bytes in
            var start = bytes.baseAddress
            return d2i_OCSP_RESPONSE(nil, &start, bytes.count)
        }
        guard let response else {
            throw file.error("is no OCSP response in DER form: \(openSSLReason())")
        }
        defer { OCSP_RESPONSE_free(response) }
        let status = OCSP_response_status(response)
        guard status == OCSP_RESPONSE_STATUS_SUCCESSFUL,
            let basic = OCSP_response_get1_basic(response)
        else {
            let text = OCSP_response_status_str(Int(status)).map { String(cString: $0) } ?? "?"
            throw file.error("the responder answered \"\(text)\": ask it again")
        }
        defer { OCSP_BASICRESP_free(basic) }
        guard let single = Self.find(certificate, in: basic) else {
            throw file.error("is not about the certificate that is served")
        }
        var next: UnsafeMutablePointer<ASN1_GENERALIZEDTIME>?
        let state = OCSP_single_get0_status(single, nil, nil, nil, &next)
        guard state == V_OCSP_CERTSTATUS_GOOD else {
            throw file.error("says that the certificate is revoked or unknown")
        }
        nextUpdate = next.flatMap { secondsSinceEpoch($0) }
    }

    private static func find(
        _ certificate: OpaquePointer, in basic: OpaquePointer
    ) -> OpaquePointer? {
        for index in 0..<OCSP_resp_count(basic) {
            guard let single = OCSP_resp_get0(basic, index),
                let id = OCSP_SINGLERESP_get0_id(single)
            else { continue }
            var serial: UnsafeMutablePointer<ASN1_INTEGER>?
            OCSP_id_get0_info(nil, nil, nil, &serial, id)
            if ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(certificate)) == 0 { return single }
        }
        return nil
    }
}

/// A time of OpenSSL, in seconds since 1970.
func secondsSinceEpoch(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
    var parts = tm()
    guard time != nil, ASN1_TIME_to_tm(time, &parts) == 1 else { return nil }
    return Int64(timegm(&parts))
}
