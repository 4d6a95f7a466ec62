import Foundation

/// The files of a certificate, in a folder that goes with the value.
package final class CertificateFolder: Sendable {
    /// The folder.
    package let path: String
    package var certificateFile: String { path + "/cert.pem" }
    package var keyFile: String { path + "/key.pem" }
    package var ocspFile: String { path + "/ocsp.der" }

    /// Writes a certificate and its key.
    package init(_ certificate: TestCertificate = TestCertificate()) throws {
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("clinic-tls-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try write(certificate)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Replaces both files.
    package func write(_ certificate: TestCertificate) throws {
        try write(Array(certificate.certificate.utf8), to: certificateFile)
        try write(Array(certificate.key.utf8), to: keyFile)
    }

    /// Replaces a file.
    package func write(_ bytes: [UInt8], to file: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: file))
    }
}
