import Glibc
import TLSTesting
import Testing

@testable import HTTPServer

@Suite("TLS: the files")
struct TLSFilesTests {
    private func refused(_ files: TLSFiles) -> TLSFileError? {
        #expect(throws: TLSFileError.self) { try TLSContext(files) }
    }

    @Test("Good files are taken, and so is a chain, and a file with both")
    func good() throws {
        let certificate = TestCertificate(end: 3600)
        let folder = try CertificateFolder(certificate)
        let context = try TLSContext(folder.files)
        #expect(context.warnings == [])
        #expect(abs(context.expiry - Clock.millisecondsSinceEpoch() / 1000 - 3600) < 60)
        let both = folder.path + "/both.pem"
        let text = certificate.key + certificate.certificate + TestCertificate().certificate
        try folder.write(Array(text.utf8), to: both)
        #expect(try TLSContext(TLSFiles(certificate: both, key: both)).warnings == [])
    }

    @Test("What cannot be used is told with its file and the reason")
    func bad() throws {
        let certificate = TestCertificate()
        let folder = try CertificateFolder(certificate)
        func file(_ text: String) throws -> String {
            let path = folder.path + "/\(UInt64.random(in: 0 ... .max))"
            try folder.write(Array(text.utf8), to: path)
            return path
        }
        let good = folder.files
        let broken =
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        let rows: [(WritableKeyPath<TLSFiles, String>, String, String)] = try [
            (\.certificate, folder.path + "/nowhere", "there is no such file"),
            (\.certificate, folder.path, "cannot be read: Is a directory"),
            (\.certificate, file(""), "is empty"),
            (\.certificate, file("hello"), "holds no certificate in PEM form"),
            (\.certificate, folder.keyFile, "holds no certificate in PEM form"),
            (\.certificate, file(broken), "certificate 1 in it is malformed"),
            (
                \.certificate, file(certificate.certificate + broken),
                "certificate 2 in it is malformed"
            ),
            (
                \.certificate, file(String(repeating: "x", count: 1 << 20 + 1)),
                "is longer than 1 MiB"
            ),
            (\.key, folder.path + "/nowhere", "there is no such file"),
            (\.key, file("hello"), "holds no private key in PEM form"),
            (\.key, folder.certificateFile, "holds no private key in PEM form"),
            (\.key, file(certificate.encryptedKey), "is encrypted"),
            (
                \.key, file(broken.replacing("CERTIFICATE", with: "PRIVATE KEY")),
                "the private key is malformed"
            ),
            (
                \.key, file(TestCertificate().key),
                "does not belong to the certificate in \(folder.certificateFile)"
            ),
        ]
        for (role, path, reason) in rows {
            var files = good
            files[keyPath: role] = path
            let error = refused(files)
            #expect(error?.description.hasPrefix("\(path): ") == true, "\(reason)")
            #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
            #expect(error?.description.contains("\n") == false)
            #expect(error?.role == (role == \TLSFiles.key ? .key : .certificate))
        }
    }

    @Test("An OCSP response that says nothing good of the certificate is told so")
    func ocsp() throws {
        let certificate = TestCertificate(serial: 5)
        let folder = try CertificateFolder(certificate)
        var files = folder.files
        files.ocsp = folder.ocspFile
        #expect(refused(files)?.description.contains("there is no such file") == true)
        let rows: [([UInt8], String)] = [
            ([], "is empty"),
            (Array("hello".utf8), "is no OCSP response"),
            // A responder that asks to be asked later (RFC 6960 §4.2.1).
            ([0x30, 0x03, 0x0a, 0x01, 0x03], "\"trylater\""),
            (TestCertificate(serial: 6).ocspResponse(), "is not about the certificate"),
            (certificate.ocspResponse(isRevoked: true), "revoked or unknown"),
        ]
        for (bytes, reason) in rows {
            try folder.write(bytes, to: folder.ocspFile)
            let error = refused(files)
            #expect(error?.role == .ocsp)
            #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
        }
    }

    @Test("A certificate out of its time is served, with a warning")
    func time() throws {
        let expired = try CertificateFolder(TestCertificate(start: -7200, end: -3600))
        #expect(try TLSContext(expired.files).warnings.first?.contains("expired on") == true)
        let early = try CertificateFolder(TestCertificate(start: 3600, end: 7200))
        #expect(try TLSContext(early.files).warnings.first?.contains("not valid before") == true)
    }
}
