import HTTP
import TLSTesting

@testable import HTTPServer

/// Runs a test against a server that speaks TLS, and stops it.
func withSecureServer(
    _ certificate: TestCertificate = TestCertificate(), loops: Int = 1,
    responder: Responder = TestResponder().responder,
    configure: (inout ServerConfiguration) -> Void = { _ in },
    body: (RunningServer) async throws -> Void
) async throws {
    let folder = try CertificateFolder(certificate)
    let context = try TLSContext(folder.files)
    try await withServer(
        loops: loops, responder: responder,
        configure: { configuration in
            configuration.live.tls = context
            configure(&configuration)
        }, body: body)
}

extension CertificateFolder {
    var files: TLSFiles { TLSFiles(certificate: certificateFile, key: keyFile) }
}

extension TLSClient {
    /// Receives whole responses that tell their length, and gives them back.
    func responses(_ count: Int) -> [TestResponse] {
        var responses: [TestResponse] = []
        receive { bytes in
            responses = TestResponse.parse(bytes)
            return responses.count >= count
        }
        forgetReceived()
        return responses
    }
}

extension TLSClient.Options {
    /// Changes from what clients ask for mostly.
    static func with(_ change: (inout Self) -> Void) -> Self {
        var options = Self()
        change(&options)
        return options
    }

    /// TLS 1.2 and nothing else.
    static var tls12: Self { with { $0.highest = 0x0303 } }
}
