internal import COpenSSL
internal import Glibc

/// Reads certificates and a key from files.
struct PEMFile {
    let role: TLSFiles.Role
    let path: String

    /// More than any chain has.
    private static let mostBytes = 1 << 20

    /// The whole file.
    func bytes() throws(TLSFileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw error(
                errno == ENOENT
                    ? "there is no such file"
                    : "cannot be read: \(String(cString: strerror(errno)))"
            )
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = read(descriptor, &room, room.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw error("cannot be read: \(String(cString: strerror(errno)))")
            }
            guard count > 0 else { break }
            bytes += room[..<count]
            guard bytes.count <= Self.mostBytes else { throw error("is longer than 1 MiB") }
        }
        guard !bytes.isEmpty else { throw error("is empty") }
        return bytes
    }

    /// All certificates, in their order; at least one. The caller frees them.
    func certificates() throws(TLSFileError) -> [OpaquePointer] {
        var found: [OpaquePointer] = []
        var problem: String?
        Self.parse(try bytes()) { bio in
            while let certificate = PEM_read_bio_X509(bio, nil, Self.noPassphrase, nil) {
                found.append(certificate)
            }
            // Where the file ends no further block begins.
            guard !Self.isEnd(ERR_peek_last_error()) else { return }
            problem = "certificate \(found.count + 1) in it is malformed: \(openSSLReason())"
        }
        if problem == nil, found.isEmpty {
            problem = "holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)"
        }
        guard let problem else { return found }
        for certificate in found { X509_free(certificate) }
        throw error(problem)
    }

    /// The private key. The caller frees it.
    func privateKey() throws(TLSFileError) -> OpaquePointer {
        let bytes = try bytes()
        guard String(decoding: bytes, as: UTF8.self).contains("PRIVATE KEY-----") else {
            throw error("holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)")
        }
        var wantsPassphrase = false
        var reason = ""
        var key: OpaquePointer?
        Self.parse(bytes) { bio in
            key = PEM_read_bio_PrivateKey(bio, nil, Self.noPassphrase, &wantsPassphrase)
            reason = openSSLReason()
        }
        if let key { return key }
        throw error(
            wantsPassphrase
                ? "the private key is encrypted; write it without a passphrase: "
                    + "openssl pkey -in \(path) -out FILE"
                : "the private key is malformed: \(reason)")
    }

    func error(_ reason: String) -> TLSFileError { TLSFileError(role, path, reason) }

    private static func parse(_ bytes: [UInt8], _ body: (OpaquePointer) -> Void) {
        ERR_clear_error()
        bytes.withUnsafeBytes { bytes in
            guard let bio = BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)) else { return }
            defer { BIO_free(bio) }
            body(bio)
        }
        ERR_clear_error()
    }

    private static func isEnd(_ code: UInt) -> Bool {
        ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE
    }

    /// Asked for where a block is encrypted. Nobody is there to type one: it is noted, and refused.
    private static let noPassphrase:
        @convention(c) (
            UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?
        ) -> Int32 = { _, _, _, note in
            note?.assumingMemoryBound(to: Bool.self).pointee = true
            return -1
        }
}
