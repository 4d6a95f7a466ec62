import Foundation
import Glibc
import Synchronization
import Testing

/// The built program, run as a process of its own.
final class ClinicProcess: Sendable {
    let pid: Int32
    private let process: Process
    private let output: Gathered
    private let errors: Gathered

    /// The executable beside the test bundle.
    static let executable: URL = {
        let this =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let beside = URL(fileURLWithPath: this).deletingLastPathComponent()
        for folder in [beside, bundleFolder] {
            let candidate = folder.appendingPathComponent("clinic")
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
        }
        return bundleFolder.appendingPathComponent("clinic")
    }()

    /// The folder of the test bundle that was named on the command line.
    private static let bundleFolder: URL = {
        let bundle =
            CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: bundle).deletingLastPathComponent()
    }()

    /// The package's `Resources`.
    static let resources = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Resources").path

    private final class Gathered: Sendable {
        let text = Mutex("")
        let isComplete = Mutex(false)
        let pipe = Pipe()

        init() {
            pipe.fileHandleForReading.readabilityHandler = { [self] handle in
                let data = handle.availableData
                if data.isEmpty {
                    handle.readabilityHandler = nil
                    isComplete.withLock { $0 = true }
                }
                text.withLock { $0 += String(decoding: data, as: UTF8.self) }
            }
        }
    }

    /// Starts `clinic` with those arguments.
    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        process = Process()
        output = Gathered()
        errors = Gathered()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = output.pipe
        process.standardError = errors.pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        pid = process.processIdentifier
    }

    deinit {
        if process.isRunning { kill(pid, SIGKILL) }
    }

    var standardOutput: String { output.text.withLock { $0 } }
    var standardError: String { errors.text.withLock { $0 } }

    /// Starts a server on a free port and waits until it says where it listens.
    static func serving(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> (process: ClinicProcess, port: UInt16) {
        let process = try ClinicProcess(
            ["serve", "--listen", "127.0.0.1:0", "--resources", resources] + arguments,
            environment: environment)
        for _ in 0..<1000 {
            if let match = process.standardOutput.firstMatch(of: /127\.0\.0\.1:(\d+)/),
                let port = UInt16(match.1)
            {
                return (process, port)
            }
            guard process.process.isRunning else { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Failed("the server did not start: \(process.standardError)")
    }

    /// Waits for the end and gives the status; a signal gives its number plus 128.
    func end(within limit: Duration = .seconds(20)) async throws -> Int32 {
        let deadline = ContinuousClock.now + limit
        while process.isRunning {
            guard ContinuousClock.now < deadline else { throw Failed("the process goes on") }
            try await Task.sleep(for: .milliseconds(5))
        }
        // What the pipes still hold is read.
        for pipe in [output, errors] {
            while !pipe.isComplete.withLock({ $0 }), ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        let status = process.terminationStatus
        return process.terminationReason == .uncaughtSignal ? 128 + status : status
    }

    func signal(_ number: Int32) { kill(pid, number) }
}

/// Why a test cannot go on.
struct Failed: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Waits until something is so.
func eventually(_ condition: () throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        try await Task.sleep(for: .milliseconds(20))
    }
    return try condition()
}
