import ClinicAPI
import Foundation
import HTTPServer
import Logging

/// Everything `clinic serve` can be told, read from all layers.
struct ServeSettings {
    var listen: [ListenAddress]
    var data: String
    var content: String?
    var resources: String?
    var memory: Bool
    var loops: Int
    var cacheBytes: Int
    var corsOrigin: String?
    var gzipLevel: Int
    var accessLog: Bool
    var logLevel: Logger.Level
    var logFormat: LogFormat

    /// The names of all settings; each is a flag, a variable and a key of the configuration file.
    static let names: Set<String> = [
        "listen", "data", "content", "resources", "memory", "loops", "cache-bytes", "cors-origin",
        "gzip-level", "access-log", "log-level", "log-format",
    ]

    init(_ reader: SettingsReader) throws {
        listen =
            try reader.all("listen", expected: "an address") { text in
                do {
                    return try ListenAddress(parsing: text)
                } catch {
                    throw Failure("--listen: \(error)")
                }
            } ?? [.tcp(host: "127.0.0.1", port: 8080)]
        data = try reader.one("data", expected: "a folder", Self.path) ?? "data"
        content = try reader.one("content", expected: "a folder", Self.path)
        resources = try reader.one("resources", expected: "a folder", Self.path)
        memory = try reader.one("memory", expected: "true or false", Self.flag) ?? false
        loops =
            try reader.one("loops", expected: "a number from 1 to 64") {
                Self.number($0, in: 1...64)
            }
            ?? ProcessInfo.processInfo.activeProcessorCount
        cacheBytes =
            try reader.one("cache-bytes", expected: "a number of bytes, at most 1 GiB") {
                Self.number($0, in: 0...1 << 30)
            } ?? 16 << 20
        corsOrigin =
            try reader.one(
                "cors-origin", expected: "*, none or an origin such as https://example.org"
            ) {
                Self.origin($0)
            } ?? "*"
        gzipLevel =
            try reader.one("gzip-level", expected: "a number from 1 to 9") {
                Self.number($0, in: 1...9)
            }
            ?? 6
        accessLog = try reader.one("access-log", expected: "true or false", Self.flag) ?? true
        let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
        logLevel =
            try reader.one("log-level", expected: "one of \(levels)") { Logger.Level(rawValue: $0) }
            ?? .info
        logFormat =
            try reader.one("log-format", expected: "text, json or auto") { LogFormat(rawValue: $0) }
            ?? .auto
    }

    /// Where answers may be read from.
    var cors: CORS { CORS(allowedOrigin: corsOrigin == "none" ? nil : corsOrigin) }

    private static func path(_ text: String) -> String? { text.isEmpty ? nil : text }

    private static func number(_ text: String, in range: ClosedRange<Int>) -> Int? {
        Int(text).flatMap { range.contains($0) ? $0 : nil }
    }

    private static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "on", "1": true
        case "false", "no", "off", "0": false
        default: nil
        }
    }

    private static func origin(_ text: String) -> String? {
        if text == "*" || text == "none" { return text }
        guard let parts = URLComponents(string: text), parts.scheme != nil, parts.host != nil,
            parts.path.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return text
    }
}
