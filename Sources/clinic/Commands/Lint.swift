import ArgumentParser
import ClinicStore

/// `clinic lint`
struct Lint: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a content directory and list everything that is wrong with it.",
        discussion: """
            Prints one line a finding (file, line, place in the document, what is wrong) and ends \
            with status 1 if there is any. Reads the files only; needs no data directory.
            """)

    @Argument(help: "The content directory: site.yaml, clinics/, en/conditions/ …")
    var directory: String

    func run() throws {
        let (documents, findings) = try Failure.naming {
            () throws(StoreError) in try ContentDirectory(path: directory).lint()
        }
        for finding in findings { print(finding) }
        guard findings.isEmpty else {
            throw Failure("\(directory): \(findings.count) findings in \(documents) documents")
        }
        print("\(directory): \(documents) documents, no findings")
    }
}

extension Failure {
    /// Turns an error of the store into the line that the user sees.
    static func naming<Result>(_ body: () throws(StoreError) -> Result) throws(Failure) -> Result {
        do {
            return try body()
        } catch {
            throw Failure(error.description)
        }
    }
}
