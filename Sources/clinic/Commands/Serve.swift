import ArgumentParser
import Foundation

/// `clinic serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the library as an HTTP JSON API.",
        discussion: """
            Every option can also be given as a variable (--log-level is CLINIC_LOG_LEVEL) or as a \
            key of the configuration file (log-level: debug). The command line comes first, then \
            the environment, then the file.

            SIGTERM and SIGINT stop gracefully, a second one at once. SIGHUP reads the content \
            directory again.
            """)

    @Option(
        help: ArgumentHelp(
            "Where to listen: 127.0.0.1:8080, [::1]:8080, :8080 (all addresses) or unix:PATH.",
            discussion: "May be repeated. Default: 127.0.0.1:8080", valueName: "address"))
    var listen: [String] = []

    @Option(help: ArgumentHelp("The data directory. Default: data", valueName: "dir"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "The content directory. Default: the starter library in the resources.",
            valueName: "dir"))
    var content: String?

    @Option(
        help: ArgumentHelp(
            "Where content/ and web/ are. Default: ../share/clinic beside the executable, or the "
                + "package's Resources.", valueName: "dir"))
    var resources: String?

    @Flag(help: "Keep the library in a temporary directory that is removed at the end.")
    var memory = false

    @Option(help: ArgumentHelp("Event loops. Default: one for each core", valueName: "n"))
    var loops: String?

    @Option(help: ArgumentHelp("A YAML file with settings.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "Bytes of ready answers kept in memory. Default: 16777216", valueName: "n"))
    var cacheBytes: String?

    @Option(
        help: ArgumentHelp(
            "Which web pages may read the answers: *, none or one origin. Default: *",
            valueName: "origin"))
    var corsOrigin: String?

    @Option(help: ArgumentHelp("Level of gzip, 1 (fast) to 9 (small). Default: 6", valueName: "n"))
    var gzipLevel: String?

    @Option(
        help: ArgumentHelp("Whether requests are logged. Default: true", valueName: "true|false"))
    var accessLog: String?

    @Option(
        help: ArgumentHelp(
            "trace, debug, info, notice, warning, error or critical. Default: info",
            valueName: "level"))
    var logLevel: String?

    @Option(
        help: ArgumentHelp(
            "Default: auto, which is text on a terminal and json otherwise.",
            valueName: "text|json|auto"))
    var logFormat: String?

    func run() async throws {
        var flags: [String: [String]] = ["listen": listen]
        let options = [
            "data": data, "content": content, "resources": resources, "loops": loops,
            "cache-bytes": cacheBytes, "cors-origin": corsOrigin, "gzip-level": gzipLevel,
            "access-log": accessLog, "log-level": logLevel, "log-format": logFormat,
            "memory": memory ? "true" : nil,
        ]
        for (name, value) in options { if let value { flags[name] = [value] } }
        let environment = ProcessInfo.processInfo.environment
        let reader = try await SettingsReader(
            flags: flags.filter { !$0.value.isEmpty }, environment: environment,
            file: config ?? environment["CLINIC_CONFIG"], known: ServeSettings.names)
        try await ServerRun(ServeSettings(reader)).run()
    }
}
