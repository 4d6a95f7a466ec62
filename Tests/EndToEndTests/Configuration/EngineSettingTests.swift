import ArgumentParser
import Testing

@testable import clinic

@Suite("Limits and deadlines as settings")
struct EngineSettingTests {
    /// The settings that these flags come to.
    private func settings(_ flags: [String: String]) async throws -> EngineSettings {
        try EngineSettings(
            await SettingsReader(
                flags: flags.mapValues { [$0] }, environment: [:], file: nil,
                known: ServeSettings.names))
    }

    /// Both ends of a range, and what lies one past each, as they are written.
    private func ends(_ setting: EngineSetting) -> (inside: [String], outside: [String]) {
        func numbers(_ range: ClosedRange<Int>) -> (inside: [String], outside: [String]) {
            (
                ["\(range.lowerBound)", "\(range.upperBound)"],
                ["\(range.lowerBound - 1)", "\(range.upperBound + 1)"]
            )
        }
        switch setting.place {
        case .bytes(_, let range), .count(_, let range): return numbers(range)
        case .time(_, let range):
            let (inside, outside) = numbers(
                Int(range.lowerBound / .milliseconds(1))...Int(range.upperBound / .milliseconds(1)))
            return (inside.map { $0 + "ms" }, outside.map { $0 + "ms" })
        }
    }

    @Test("each is taken at both ends of its range and goes to its own place alone")
    func inside() async throws {
        let defaults = EngineSettings()
        for setting in EngineSetting.all {
            for text in ends(setting).inside {
                let settings = try await settings([setting.name: text])
                for other in EngineSetting.all {
                    let isChanged = other.text(of: settings) != other.text(of: defaults)
                    let isSame = text == ends(setting).inside[1] && setting.name == other.name
                    // The most of one is its default.
                    if isSame, setting.name != "limit-json-depth" {
                        #expect(isChanged, "\(setting.name)")
                    } else if setting.name != other.name {
                        #expect(!isChanged, "\(setting.name) changes \(other.name)")
                    }
                }
            }
        }
    }

    @Test("each is an error one past either end, and where it is no amount")
    func outside() async throws {
        for setting in EngineSetting.all {
            for text in ends(setting).outside + ["", "many", "1x"] {
                let failure = await #expect(throws: Failure.self, "\(setting.name) \(text)") {
                    _ = try await settings([setting.name: text])
                }
                #expect(
                    failure?.description.hasPrefix("--\(setting.name): \"\(text)\" is not a ")
                        == true)
            }
        }
    }

    @Test("every limit and deadline that the parts of the program have can be set")
    func complete() async throws {
        var most: [String: String] = [:]
        for setting in EngineSetting.all { most[setting.name] = ends(setting).inside[1] }
        most["limit-json-depth"] = "8"
        let set = try await settings(most)
        let defaults = EngineSettings()
        // How many connections read is no limit on anybody.
        let exempt: Set = ["readers"]
        for (part, other) in zip(
            Mirror(reflecting: set).children, Mirror(reflecting: defaults).children)
        {
            let members = zip(
                Mirror(reflecting: part.value).children, Mirror(reflecting: other.value).children)
            for (member, was) in members where !exempt.contains(member.label ?? "") {
                #expect(
                    "\(member.value)" != "\(was.value)",
                    "\(part.label ?? "").\(member.label ?? "")")
            }
        }
    }

    @Test("every setting has a flag of its name")
    func flags() throws {
        let help = Serve.helpMessage(columns: 200)
        for setting in EngineSetting.all {
            #expect(help.contains("--\(setting.name) <"), "\(setting.name)")
            #expect(ServeSettings.names.contains(setting.name))
            #expect(!ServeSettings.changeable.contains(setting.name))
            let options = try EngineOptions.parse(["--\(setting.name)", "7"])
            #expect(options.given == [setting.name: ["7"]])
        }
    }
}
