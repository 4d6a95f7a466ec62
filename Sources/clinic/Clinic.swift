import ArgumentParser

/// The command line.
@main
struct Clinic: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clinic",
        abstract: "The health library that a clinic owns, served as an HTTP JSON API.",
        discussion: """
            Start with:  clinic serve --memory
            Then:        curl 'http://127.0.0.1:8080/v1/conditions/back-spasm?pretty'
            """,
        version: version,
        subcommands: [
            Serve.self, Lint.self, Health.self, Export.self, Import.self,
            TokenCommand.self, WebhookCommand.self, Reviews.self, Verify.self, Rebuild.self,
            Compact.self,
            Backup.self, Restore.self,
        ])

    /// The program's version, by semver.org.
    static let version = "0.1.0"
}

/// Ends the command with one line on standard error that says what, where and how to mend it.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
