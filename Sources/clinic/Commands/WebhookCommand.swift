import ArgumentParser
import ClinicCore
import ClinicStore
import Foundation

/// `clinic webhook`
struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook",
        abstract: "Say who is told of public changes, and see how that goes.",
        discussion: """
            A webhook is sent each change of the public feed as it is made, signed after Standard \
            Webhooks, in order and at least once. What fails is sent again, later and later, for 5 \
            days; then, or when the receiver answers 410, the webhook is disabled. Messages go to \
            public addresses by https; serve --webhook-allow allows others.

            While the server runs on the data directory, the commands go through it, by the socket \
            clinic.sock in that directory; when none runs, they open the library themselves.
            """,
        subcommands: [
            Add.self, List.self, Deliveries.self, Test.self, Enable.self, Remove.self,
        ])

    /// `clinic webhook add`
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a webhook; print its id and, once, its secret.",
            discussion: """
                It is told of what changes from now on; clinic webhook enable --since 0 has it told \
                of all that came before, too. The secret is kept in the library as it is, since \
                signing needs it, and is never shown again.
                """)

        @Argument(help: "Where its messages go: an https address.")
        var url: String

        @Option(help: "published, updated, withdrawn, deleted, separated by commas; or all.")
        var events: String

        @Option(help: "What it is called in lists.")
        var name: String?

        @Option(help: "The data directory.")
        var data = "data"

        func run() async throws {
            guard WebAddress(url) != nil else {
                throw Failure("\(url): this is not \(WebAddress.expected)")
            }
            let events =
                events == "all"
                ? WebhookEvent.allCases.map(\.rawValue)
                : events.split(separator: ",").map(String.init)
            for event in events where WebhookEvent(rawValue: event) == nil {
                throw Failure(
                    "--events: \"\(event)\" is not \(WebhookEvent.expected), separated by commas; "
                        + "or all")
            }
            var body: Value.Object = [
                "url": .string(url), "events": .array(events.map { .string($0) }),
            ]
            body.append("name", text: name)
            let made = try await WebhookCommand.ask(
                data, "POST", "", .object(body), expecting: 201)
            guard case .string(let id)? = made["id"], case .string(let secret)? = made["secret"]
            else { throw Failure("\(data): the answer has no secret") }
            print("\(id)  \(secret)")
        }
    }

    /// `clinic webhook list`
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the webhooks, without their secrets. Works while the server runs.")

        @Option(help: "The data directory.")
        var data = "data"

        func run() throws {
            let webhooks = try Failure.naming { () throws(StoreError) in
                try ReadOnlyLibrary(DataDirectory(path: data)).read { try $0.webhooks() }
            }
            for (webhook, pending) in webhooks {
                let events = webhook.events.map(\.rawValue).joined(separator: ",")
                let name = webhook.name.map { "\($0)  " } ?? ""
                print(
                    "\(webhook.id)  \(name)\(webhook.url)  \(events)  \(webhook.standing)  "
                        + "\(pending) changes waiting")
            }
        }
    }

    /// `clinic webhook deliveries`
    struct Deliveries: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the last attempts to tell a webhook something, the latest first.",
            discussion: "The last \(WebhookDelivery.kept) are kept. Works while the server runs.")

        @Argument(help: "Its id.")
        var webhook: String

        @Option(help: "The data directory.")
        var data = "data"

        func run() throws {
            let found = try Failure.naming { () throws(StoreError) in
                try ReadOnlyLibrary(DataDirectory(path: data)).read {
                    try $0.deliveries(of: webhook, limit: WebhookDelivery.kept)
                }
            }
            guard let found else { throw Failure("\(webhook): there is no webhook of this id") }
            for delivery in found { print(delivery.line) }
        }
    }

    /// `clinic webhook test`
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have the running server send a webhook a message that tells of nothing.",
            discussion: """
                Prints what came of it, and ends with status 1 if the receiver did not take it. The \
                message is of the type webhook.test, and signed like any other.
                """)

        @Argument(help: "Its id.")
        var webhook: String

        @Option(help: "The data directory.")
        var data = "data"

        func run() async throws {
            let value = try await WebhookCommand.ask(
                data, "POST", try WebhookCommand.path(webhook) + "/test")
            if case .string(let error)? = value["error"] { throw Failure("\(webhook): \(error)") }
            guard case .integer(let status)? = value["status"],
                case .integer(let duration)? = value["durationMilliseconds"]
            else { throw Failure("\(data): the answer has no status") }
            print("\(webhook): the receiver answered \(status) after \(duration) ms")
        }
    }

    /// `clinic webhook enable`
    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Go on with a webhook that is disabled or fails, at once.",
            discussion: "Nothing that changed meanwhile is left out.")

        @Argument(help: "Its id.")
        var webhook: String

        @Option(
            help: "Tell it, again, of all changes that follow this number; 0 for all there are.")
        var since: Int?

        @Option(help: "The data directory.")
        var data = "data"

        func run() async throws {
            if let since, since < 0 {
                throw Failure("--since: \(since) is not the number of a change, or 0")
            }
            let body = since.map { Value.object(["since": .integer($0)]) }
            _ = try await WebhookCommand.ask(
                data, "POST", try WebhookCommand.path(webhook) + "/enable", body)
        }
    }

    /// `clinic webhook remove`
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a webhook away, its secret and its log of deliveries with it.")

        @Argument(help: "Its id.")
        var webhook: String

        @Option(help: "The data directory.")
        var data = "data"

        func run() async throws {
            _ = try await WebhookCommand.ask(
                data, "DELETE", try WebhookCommand.path(webhook), expecting: 204)
        }
    }

    /// The path of a webhook below all of them.
    private static func path(_ id: String) throws(Failure) -> String {
        guard id.utf8.count == 12, id.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit })
        else {
            throw Failure("\(id): there is no webhook of this id; clinic webhook list has them")
        }
        return "/\(id)"
    }

    private static func ask(
        _ data: String, _ method: String, _ path: String, _ body: Value? = nil,
        expecting status: Int = 200
    ) async throws -> Value {
        let library = try LocalLibrary(data: data)
        defer { library.close() }
        return try await library.ask(method, "/v1/webhooks\(path)", body, expecting: status)
    }
}

extension Webhook {
    /// How it stands, and why.
    fileprivate var standing: String {
        if let disabledAt {
            let reason = disabledReason.map { ": \($0)" } ?? ""
            return "disabled \(disabledAt.formatted(.iso8601))\(reason)"
        }
        guard failures > 0 else { return "active" }
        let next = retryAt.map { ", next attempt \($0.formatted(.iso8601))" } ?? ""
        return "failed \(failures) times\(next)"
    }
}

extension WebhookDelivery {
    /// One line of a list.
    fileprivate var line: String {
        let what = number.map { "change \($0)" } ?? "test"
        let outcome = error.map { "failed: \($0)" } ?? status.map { "answered \($0)" } ?? ""
        let milliseconds = Int(duration / .milliseconds(1))
        return
            "\(at.formatted(.iso8601))  \(what)  attempt \(attempt)  \(outcome)  \(milliseconds) ms"
    }
}
