import Foundation
import Testing

@Suite("The threat model")
struct ThreatModelTests {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test("Each promise names tests, and each of them exists")
    func tests() throws {
        let file = Self.package.appending(path: "Sources/HTTPServer/THREAT-MODEL.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let promises = text.split(separator: "\n").drop { $0 != "| promise | held by |" }
            .dropFirst(2).prefix { $0.hasPrefix("|") }
        #expect(promises.count > 15)
        let sources = try Self.sources()
        for promise in promises {
            let cells = promise.split(separator: " | ")
            let names = cells[1].matches(of: /"([^"]+)"/).map { String($0.1) }
            #expect(!names.isEmpty, "\(cells[0])")
            for name in names { #expect(sources.contains("\"\(name)\""), "\(name)") }
        }
    }

    /// The text of all tests but this one.
    private static func sources() throws -> String {
        let tests = package.appending(path: "Tests")
        let files = try #require(
            FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil))
        var text = ""
        for case let file as URL in files where file.pathExtension == "swift" {
            text += try String(contentsOf: file, encoding: .utf8)
        }
        return text
    }
}
