import ArgumentParser
import ClinicAPI
import ClinicStore
import Foundation

/// `clinic export`
struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the public library to standard output, one JSON document a line.",
        discussion: """
            The same lines as GET /v1/export.ndjson: every public document in every language, and \
            the site's data. Drafts, history, tokens, webhooks and logs are not in it. Works while \
            the server runs.
            """)

    @Option(help: "The data directory.")
    var data = "data"

    func run() throws {
        let library = try Failure.naming { () throws(StoreError) in
            try ReadOnlyLibrary(DataDirectory(path: data))
        }
        let lines = LibraryExport(now: Date())
        while let page = try Failure.naming({ () throws(StoreError) in
            try library.read(lines.nextPage)
        }) {
            try FileHandle.standardOutput.write(contentsOf: Data(page))
        }
    }
}
