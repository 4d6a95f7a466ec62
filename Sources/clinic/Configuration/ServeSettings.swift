import ClinicAPI
import Foundation
import HTTP
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
    /// Where probes, health, version and metrics are answered; empty for where all else is.
    var operationsListen: [ListenAddress]
    var gzipMinimum: Int
    var accessLogSample: Double
    var rateLimit: RateLimitPolicy?
    var trustedProxies: TrustedProxies
    var drainDelay: Duration
    var engine: EngineSettings
    /// What TLS is served with; nil where it is not.
    var tlsFiles: TLSFiles?
    /// Seconds; 0 for none.
    var hsts: Int
    var webhookAllow: [AddressRange]
    var webhookRetry: Duration
    /// Each setting as it was written, to find out what has changed.
    let written: [String: [String]]

    /// The names of all settings; each is a flag, a variable and a key of the configuration file.
    static let names = Set([
        "listen", "data", "content", "resources", "memory", "loops", "cache-bytes", "cors-origin",
        "gzip-level", "gzip-minimum", "access-log", "access-log-sample", "log-level", "log-format",
        "ops-port", "ops-listen", "rate-limit", "trust-proxy", "drain-delay", "tls-cert", "tls-key",
        "tls-ocsp", "hsts", "webhook-allow", "webhook-retry",
    ]).union(EngineSetting.all.map(\.name))

    /// The names of those that can change while the server runs.
    static let changeable: Set<String> = [
        "access-log-sample", "cors-origin", "drain-delay", "hsts", "log-level", "rate-limit",
        "tls-cert", "tls-key", "tls-ocsp", "trust-proxy",
    ]

    init(_ reader: SettingsReader) throws {
        let listen =
            try Self.addresses("listen", reader) ?? [.tcp(host: "127.0.0.1", port: 8080)]
        self.listen = listen
        operationsListen = try Self.operations(reader, beside: listen)
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
        gzipMinimum =
            try reader.one("gzip-minimum", expected: "a number of bytes, at most 1 GiB") {
                Self.number($0, in: 0...1 << 30)
            } ?? 512
        accessLogSample =
            try reader.one("access-log-sample", expected: "a number from 0 to 1") { text in
                Double(text).flatMap { (0...1).contains($0) ? $0 : nil }
            } ?? 1
        rateLimit =
            try reader.one("rate-limit", expected: "off, or a rate such as 50/s:100, 600/m or 9/h")
        {
            $0 == "off" ? .some(nil) : RateLimitPolicy($0).map(Optional.some)
        } ?? nil
        trustedProxies = try Self.proxies(reader)
        drainDelay =
            try reader.one("drain-delay", expected: "a number of seconds from 0 to 3600") { text in
                Measure.duration(text).flatMap { $0 <= .seconds(3600) ? $0 : nil }
            } ?? .zero
        engine = try EngineSettings(reader)
        tlsFiles = try Self.tlsFiles(reader)
        hsts = try Self.hsts(reader, isSecure: tlsFiles != nil)
        webhookAllow =
            try reader.all("webhook-allow", expected: Self.range) { AddressRange($0) } ?? []
        webhookRetry =
            try reader.one("webhook-retry", expected: "a time from 100ms to 1h") { text in
                Measure.duration(text).flatMap {
                    (.milliseconds(100) ... .seconds(3600)).contains($0) ? $0 : nil
                }
            } ?? .seconds(5)
        var written: [String: [String]] = [:]
        for name in Self.names { written[name] = try reader.written(name) }
        self.written = written
    }

    /// The names of the settings that are written otherwise here.
    func changes(from old: ServeSettings) -> Set<String> {
        Self.names.filter { written[$0] != old.written[$0] }
    }

    /// What of the engine can change while it runs.
    ///
    /// - Parameter tls: made of `tlsFiles`.
    func live(_ tls: TLSContext?) -> LiveSettings {
        var live = LiveSettings()
        live.tls = tls
        live.hstsSeconds = hsts
        live.accessLogSample = accessLogSample
        live.rateLimit = rateLimit.map {
            RateLimit($0, trustedProxies: trustedProxies, exemptPaths: API.probePaths)
        }
        return live
    }

    private static func addresses(
        _ name: String, _ reader: SettingsReader
    ) throws -> [ListenAddress]? {
        try reader.all(name, expected: "an address") { text in
            do {
                return try ListenAddress(parsing: text)
            } catch {
                throw Failure("--\(name): \(error)")
            }
        }
    }

    private static func operations(
        _ reader: SettingsReader, beside listen: [ListenAddress]
    ) throws -> [ListenAddress] {
        let addresses = try Self.addresses("ops-listen", reader) ?? []
        let port = try reader.one("ops-port", expected: "a port from 0 to 65535") { UInt16($0) }
        guard let port else { return addresses }
        if case .tcp(let host, _)? = listen.first {
            return [.tcp(host: host, port: port)] + addresses
        }
        return [.tcp(host: "127.0.0.1", port: port)] + addresses
    }

    private static func proxies(_ reader: SettingsReader) throws -> TrustedProxies {
        var proxies = TrustedProxies()
        let ranges = try reader.all("trust-proxy", expected: "\(range), or unix") { text in
            text == "unix" ? .some(nil) : AddressRange(text).map(Optional.some)
        }
        for range in ranges ?? [] {
            if let range { proxies.ranges.append(range) } else { proxies.includesUnix = true }
        }
        return proxies
    }

    /// What a range of addresses looks like.
    private static let range =
        "an address, or a range such as 10.0.0.0/8 without bits beyond the prefix"

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
