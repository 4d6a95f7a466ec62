import ArgumentParser
import Foundation

/// `clinic health`
struct Health: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a running server whether it is ready: a probe for containers without curl.",
        discussion: """
            Prints the answer and ends with status 0 if it is 200, else 1. Over https the certificate \
            is not checked: it names the host that clients ask, and a probe asks 127.0.0.1.
            """)

    @Argument(help: "An http or https address; without a path /readyz is asked.")
    var url =
        ProcessInfo.processInfo.environment["CLINIC_HEALTH_URL"] ?? "http://127.0.0.1:8080/readyz"

    @Option(help: "Seconds to wait at most.")
    var timeout = 5

    func validate() throws {
        guard (1...60).contains(timeout) else {
            throw ValidationError("--timeout: \(timeout) is not a number from 1 to 60")
        }
    }

    func run() throws {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme,
            ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty
        else {
            throw Failure(
                "\(url): this is not an http or https address such as "
                    + "http://127.0.0.1:8080/readyz")
        }
        let isSecure = scheme == "https"
        let path = parts.percentEncodedPath
        let query = parts.percentEncodedQuery.map { "?" + $0 } ?? ""
        let client = HTTPClient(
            endpoint: .tcp(
                host: host.trimmingCharacters(in: ["[", "]"]),
                port: String(parts.port ?? (isSecure ? 443 : 80))),
            name: url, timeout: timeout, isSecure: isSecure)
        let answer = try client.ask(
            "GET", (path.isEmpty || path == "/" ? "/readyz" : path) + query)
        print(answer.text.trimmingCharacters(in: .whitespacesAndNewlines))
        guard answer.status == 200 else {
            throw Failure("\(url): the server answers \(answer.status)")
        }
    }
}
