import ArgumentParser

/// One limit or deadline: what it is called, which values it may have, and where they go.
struct EngineSetting: Sendable {
    /// A place in the settings.
    typealias Path<Value> = any WritableKeyPath<EngineSettings, Value> & Sendable
    /// A place among the options.
    typealias Option = any KeyPath<EngineOptions, String?> & Sendable

    /// Where a value goes, and its range.
    enum Place: Sendable {
        case bytes(Path<Int>, ClosedRange<Int>)
        case count(Path<Int>, ClosedRange<Int>)
        case time(Path<Duration>, ClosedRange<Duration>)
    }

    /// The name as a flag and as a key of the configuration file.
    let name: String
    /// Where the flag is.
    let option: Option
    let place: Place
    /// A phrase that says what is limited, and what happens beyond it.
    let meaning: String

    init(
        _ name: String, _ option: Option, _ place: Place,
        _ meaning: String
    ) {
        self.name = name
        self.option = option
        self.place = place
        self.meaning = meaning
    }

    /// What `--help` says of the setting of that name.
    static func help(_ name: String) -> ArgumentHelp? {
        all.first { $0.name == name }.map { setting in
            ArgumentHelp(
                "\(setting.meaning) Default: \(setting.text(of: EngineSettings()))",
                valueName: setting.valueName)
        }
    }

    /// Reads the setting from all layers. Leaves it as it is where none has it.
    func read(_ reader: SettingsReader, into settings: inout EngineSettings) throws {
        switch place {
        case .bytes(let path, let range):
            let value = try reader.one(name, expected: expected) {
                Self.value(Measure.bytes($0), in: range)
            }
            if let value { settings[keyPath: path] = value }
        case .count(let path, let range):
            let value = try reader.one(name, expected: expected) {
                Self.value(Int($0), in: range)
            }
            if let value { settings[keyPath: path] = value }
        case .time(let path, let range):
            let value = try reader.one(name, expected: expected) {
                Self.value(Measure.duration($0), in: range)
            }
            if let value { settings[keyPath: path] = value }
        }
    }

    /// The value that these settings have, as it is written.
    func text(of settings: EngineSettings) -> String {
        switch place {
        case .bytes(let path, _): Measure.text(bytes: settings[keyPath: path])
        case .count(let path, _): String(settings[keyPath: path])
        case .time(let path, _): Measure.text(settings[keyPath: path])
        }
    }

    private var expected: String {
        switch place {
        case .bytes(_, let range):
            "a size from \(Measure.text(bytes: range.lowerBound)) to "
                + "\(Measure.text(bytes: range.upperBound)), such as 8KiB"
        case .count(_, let range):
            "a number from \(range.lowerBound) to \(range.upperBound)"
        case .time(_, let range):
            "a time from \(Measure.text(range.lowerBound)) to "
                + "\(Measure.text(range.upperBound)), such as 10s"
        }
    }

    private var valueName: String {
        switch place {
        case .bytes: "size"
        case .count: "n"
        case .time: "time"
        }
    }

    private static func value<Value>(_ value: Value?, in range: ClosedRange<Value>) -> Value? {
        value.flatMap { range.contains($0) ? $0 : nil }
    }
}
