import Foundation
import TLSTesting
import Testing

@testable import HTTPServer

/// Runs the raw cases that are shared between projects, where they are at hand.
@Suite("Raw cases", .timeLimit(.minutes(5)))
struct RawCasesTests {
    /// The folder of the cases: named by `CLINIC_SHARED`, or `../shared` beside the package.
    static let folder: URL? = {
        let environment = ProcessInfo.processInfo.environment["CLINIC_SHARED"]
        let package = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let shared =
            environment.map { URL(filePath: $0) }
            ?? package.deletingLastPathComponent().appending(path: "shared")
        let folder = shared.appending(path: "http11")
        let cases = folder.appending(path: "cases.json").path(percentEncoded: false)
        return FileManager.default.fileExists(atPath: cases) ? folder : nil
    }()

    @Test(
        "All pass, strictly and without a finding about the responses",
        .enabled(if: folder != nil, "the shared cases are not at hand"),
        arguments: ["POST /livez", "PUT /echo"], [false, true])
    func allPass(bodyTarget: String, isSecure: Bool) async throws {
        let folder = try #require(Self.folder)
        let certificate = try CertificateFolder()
        let context = isSecure ? try TLSContext(certificate.files) : nil
        let running = try RunningServer { $0.live.tls = context }
        let (status, output) = try await run(
            folder, port: running.port, bodyTarget: bodyTarget, isSecure: isSecure)
        #expect(status == 0, "\(output)")
        #expect(output.hasSuffix(" passed, 0 failed\n"), "\(output)")
        await running.stop()
    }

    private func run(
        _ folder: URL, port: UInt16, bodyTarget: String, isSecure: Bool
    ) async throws -> (Int32, String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", folder.appending(path: "run_cases.py").path(percentEncoded: false),
            "127.0.0.1", String(port),
            folder.appending(path: "cases.json").path(percentEncoded: false),
            "--strict", "--lint", "--body-target", bodyTarget,
        ]
        if isSecure {
            // Strictly that case asks for a refusal, because it is about plain connections.
            process.arguments? += ["--tls", "--filter", "^(?!rl-absolute-form-https$)"]
        }
        let pipe = Pipe()
        process.standardOutput = pipe
        let status = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        return (status, String(decoding: output, as: UTF8.self))
    }
}
