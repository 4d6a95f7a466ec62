import ArgumentParser
import ClinicCore
import ClinicStore
import Foundation

/// `clinic token`
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make, list and revoke the tokens by which editors write.",
        discussion: """
            While the server runs on the data directory, the commands go through it, by the socket \
            clinic.sock in that directory; when none runs, they open the library themselves.
            """,
        subcommands: [Create.self, List.self, Revoke.self])

    /// `clinic token create`
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token and print it, once.")

        @Option(help: "What it is called in the logs.")
        var name: String

        @Option(help: "Scopes, separated by commas: read:drafts, write, publish, admin.")
        var scope: String

        @Option(help: "When it ends: a number of days such as 90d. Default: never")
        var expires: String?

        @Option(help: "The data directory.")
        var data = "data"

        func run() async throws {
            let scopes = try scope.split(separator: ",").map { text in
                guard let scope = Scope(rawValue: String(text)) else {
                    throw Failure("--scope: \"\(text)\" is not \(Scope.expected)")
                }
                return scope
            }
            guard !scopes.isEmpty else { throw Failure("--scope: must be \(Scope.expected)") }
            var body: Value.Object = [
                "name": .string(name),
                "scopes": .array(scopes.map { .string($0.rawValue) }),
            ]
            body.append("expiresAt", text: try expiry(Date())?.formatted(.iso8601))
            let library = try LocalLibrary(data: data)
            defer { library.close() }
            let made = try await library.ask("POST", "/v1/tokens", .object(body), expecting: 201)
            guard case .string(let text)? = made["token"] else {
                throw Failure("\(data): the answer has no token")
            }
            print(text)
        }

        private func expiry(_ now: Date) throws -> Date? {
            guard let expires else { return nil }
            guard expires.last == "d", let days = Int(expires.dropLast()),
                (1...36_500).contains(days)
            else { throw Failure("--expires: \"\(expires)\" is not a number of days such as 90d") }
            return now.addingTimeInterval(Double(days) * 86_400)
        }
    }

    /// `clinic token list`
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the tokens, without their secrets. Works while the server runs.")

        @Option(help: "The data directory.")
        var data = "data"

        func run() throws {
            let tokens = try Failure.naming { () throws(StoreError) in
                try ReadOnlyLibrary(DataDirectory(path: data)).read { try $0.tokens() }
            }
            for token in tokens {
                let scopes = token.scopes.map(\.rawValue).joined(separator: ",")
                let state =
                    token.revokedAt.map { "revoked \($0.formatted(.iso8601))" }
                    ?? token.expiresAt.map { "expires \($0.formatted(.iso8601))" } ?? "no end"
                let used = token.lastUsedAt.map { "used \($0.formatted(.iso8601))" } ?? "never used"
                print("\(token.id)  \(token.name)  \(scopes)  \(state)  \(used)")
            }
        }
    }

    /// `clinic token revoke`
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a token.")

        @Argument(help: "Its id.")
        var token: String

        @Option(help: "The data directory.")
        var data = "data"

        func run() async throws {
            let library = try LocalLibrary(data: data)
            defer { library.close() }
            _ = try await library.ask("DELETE", "/v1/tokens/\(token)", expecting: 204)
        }
    }
}
