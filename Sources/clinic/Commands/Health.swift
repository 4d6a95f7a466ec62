import ArgumentParser
import Foundation

/// `clinic health`
struct Health: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a running server whether it is ready: a probe for containers without curl.",
        discussion: "Prints the answer and ends with status 0 if it is 200, else 1.")

    @Argument(help: "An http address; without a path /readyz is asked.")
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
        let probe = try ProbeClient(url: url, timeout: timeout)
        let answer = try probe.ask()
        print(answer.body.trimmingCharacters(in: .whitespacesAndNewlines))
        guard answer.status == 200 else {
            throw Failure("\(url): the server answers \(answer.status)")
        }
    }
}
