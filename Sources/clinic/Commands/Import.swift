import ArgumentParser
import ClinicAPI
import ClinicStore
import Foundation

/// `clinic import`
struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a library of an export.",
        discussion: """
            Loads the lines of clinic export, or of GET /v1/export.ndjson, into a data directory that \
            holds no library yet: the same documents with the same revision numbers, times and \
            entity tags. All of it is brought in, or, where anything is wrong, nothing: every \
            finding is told with its line. What an export does not hold (clinic export --help) is \
            not there afterwards; the change feed begins at 1.

            A directory on which a server runs always holds a library, and is refused.
            """)

    @Argument(help: "The file; - for standard input.")
    var file: String

    @Option(help: "The data directory.")
    var data = "data"

    /// Bytes read at once.
    private static let pieceSize = 1 << 16

    func run() throws {
        let directory = DataDirectory(path: data)
        let input = try self.input()
        // Said first, and also where a server has the directory.
        try Failure.naming { () throws(StoreError) in try directory.checkEmpty() }
        let name = file == "-" ? "standard input" : file
        let lines = LibraryImport(name) {
            try input.read(upToCount: Self.pieceSize).flatMap { $0.isEmpty ? nil : [UInt8]($0) }
        }
        let store = try Failure.naming { () throws(StoreError) in try Store(directory) }
        defer { store.close() }
        do {
            let count = try store.load(name, next: lines.next) { lines.findings }
            print("\(data): \(count) documents were brought in")
        } catch StoreError.content(let findings) {
            for finding in findings { print(finding) }
            throw Failure("\(name): \(findings.count) findings; nothing was brought in")
        } catch {
            throw Failure(error.description)
        }
    }

    private func input() throws -> FileHandle {
        if file == "-" { return .standardInput }
        guard let input = FileHandle(forReadingAtPath: file) else {
            throw Failure("\(file): this file cannot be read; check its path and permissions")
        }
        return input
    }
}
