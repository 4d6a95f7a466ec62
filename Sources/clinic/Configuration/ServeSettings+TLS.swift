import HTTPServer

/// What TLS is served with.
extension ServeSettings {
    /// A year: what browsers' own lists of such hosts ask for.
    private static let defaultHSTS = 31_536_000

    static func tlsFiles(_ reader: SettingsReader) throws -> TLSFiles? {
        func file(_ name: String) throws -> String? {
            try reader.one(name, expected: "a file") { $0.isEmpty ? nil : $0 }
        }
        let key = try file("tls-key")
        let ocsp = try file("tls-ocsp")
        guard let certificate = try file("tls-cert") else {
            guard key == nil, ocsp == nil else {
                throw Failure(
                    "--\(key == nil ? "tls-ocsp" : "tls-key"): there is no certificate to go with it; "
                        + "give --tls-cert")
            }
            return nil
        }
        guard let key else {
            throw Failure("--tls-cert: there is no private key to go with it; give --tls-key")
        }
        return TLSFiles(certificate: certificate, key: key, ocsp: ocsp)
    }

    static func hsts(_ reader: SettingsReader, isSecure: Bool) throws -> Int {
        let expected = "a number of seconds from 0 to 315360000"
        let seconds = try reader.one("hsts", expected: expected) { text in
            Int(text).flatMap { (0...315_360_000).contains($0) ? $0 : nil }
        }
        guard isSecure || seconds == nil else {
            throw Failure("--hsts: is sent over TLS only; give --tls-cert and --tls-key")
        }
        return seconds ?? Self.defaultHSTS
    }

    /// Reads the files.
    ///
    /// - Parameter tickets: the keys of sessions, which outlast the certificate.
    func tlsContext(_ tickets: TLSTicketKeys) throws -> TLSContext? {
        guard let tlsFiles else { return nil }
        do {
            return try TLSContext(tlsFiles, tickets: tickets)
        } catch {
            let flag =
                switch error.role {
                case .certificate: "tls-cert"
                case .key: "tls-key"
                case .ocsp: "tls-ocsp"
                }
            throw Failure("--\(flag): \(error)")
        }
    }
}
