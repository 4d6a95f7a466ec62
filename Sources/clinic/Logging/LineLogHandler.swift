import ClinicCore
import Foundation
import Glibc
import Logging

/// How log lines look.
enum LogFormat: String {
    /// For reading: time, level, message, values.
    case text
    /// One JSON object a line.
    case json
    /// Text on a terminal, JSON otherwise.
    case auto

    /// Whether lines are JSON, given where standard error leads.
    var isJSON: Bool {
        switch self {
        case .text: false
        case .json: true
        case .auto: isatty(STDERR_FILENO) == 0
        }
    }
}

/// Writes each event as one line to standard error.
struct LineLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    let isJSON: Bool
    private let threshold: LogThreshold
    /// Set on one logger alone.
    private var ownLevel: Logger.Level?

    init(_ threshold: LogThreshold, isJSON: Bool) {
        self.threshold = threshold
        self.isJSON = isJSON
    }

    var logLevel: Logger.Level {
        get { ownLevel ?? threshold.level }
        set { ownLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = metadata.merging(event.metadata ?? [:]) { $1 }
        let time = Date().formatted(.iso8601)
        var line: [UInt8]
        if isJSON {
            var object: Value.Object = [
                "time": .string(time), "level": .string(event.level.rawValue),
                "message": .string(event.message.description),
            ]
            for (key, value) in values.sorted(by: { $0.key < $1.key }) {
                object[key] = .string(value.description)
            }
            line = JSONWriter.bytes(.object(object))
        } else {
            let pairs = values.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
            let text = "\(time) \(event.level.rawValue) \(event.message)\(pairs.joined())"
            line = Array(text.replacing("\n", with: "\n    ").utf8)
        }
        line.append(UInt8(ascii: "\n"))
        Self.write(line)
    }

    /// A line is one write, so that lines of several threads do not mix.
    private static func write(_ line: [UInt8]) {
        var rest = line[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count)
            }
            if count < 0, errno != EINTR { return }
            rest = rest.dropFirst(max(count, 0))
        }
    }
}
