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

            Listening sockets passed by systemd or in its way (LISTEN_FDS) are served instead of \
            --listen.

            SIGTERM and SIGINT stop gracefully, a second one at once. SIGHUP reads the content \
            directory again, and those settings that can change: \
            \(ServeSettings.changeable.sorted().joined(separator: ", ")).
            """)

    @Option(
        help: ArgumentHelp(
            "Where to listen: 127.0.0.1:8080, [::1]:8080, :8080 (all addresses) or unix:PATH.",
            discussion: "May be repeated. Default: 127.0.0.1:8080", valueName: "address"))
    var listen: [String] = []

    @Option(
        help: ArgumentHelp(
            "Answer probes, health, version and metrics on this port, and not where --listen says.",
            discussion: "Of the same host as the first --listen.", valueName: "port"))
    var opsPort: String?

    @Option(
        help: ArgumentHelp(
            "The same, on this address.", discussion: "May be repeated.", valueName: "address"))
    var opsListen: [String] = []

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
        help: ArgumentHelp(
            "Bodies below this many bytes are not compressed. Default: 512", valueName: "n"))
    var gzipMinimum: String?

    @Option(
        help: ArgumentHelp(
            "How often each client may ask: 50/s:100 is 50 a second and 100 at once; m and h are "
                + "minutes and hours. Default: off", valueName: "rate"))
    var rateLimit: String?

    @Option(
        help: ArgumentHelp(
            "A proxy whose Forwarded or X-Forwarded-For says who asks: 10.0.0.0/8, 2001:db8::/32, "
                + "one address, or unix for those on a Unix socket.",
            discussion: "May be repeated.", valueName: "range"))
    var trustProxy: [String] = []

    @Option(
        help: ArgumentHelp(
            "Speak TLS on the TCP addresses of --listen with this certificate (PEM, those between it "
                + "and the root behind it). Unix sockets and --ops-listen stay plain.",
            valueName: "file"))
    var tlsCert: String?

    @Option(
        help: ArgumentHelp("Its private key (PEM, without a passphrase).", valueName: "file"))
    var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            "An OCSP response about it (DER), sent along where clients ask.", valueName: "file"))
    var tlsOcsp: String?

    @Option(
        help: ArgumentHelp(
            "For how long browsers are told, over TLS, to come by TLS only; 0 for not at all. "
                + "Default: 31536000", valueName: "seconds"))
    var hsts: String?

    @Option(
        help: ArgumentHelp(
            "Addresses that webhooks may send to beside public ones, also by http: 10.1.0.0/16, "
                + "127.0.0.1.", discussion: "May be repeated.", valueName: "range"))
    var webhookAllow: [String] = []

    @Option(
        help: ArgumentHelp(
            "Seconds until a webhook's message that failed is sent again; each further failure "
                + "multiplies them, up to 6 hours. Default: 5", valueName: "seconds"))
    var webhookRetry: String?

    @Option(
        help: ArgumentHelp(
            "Seconds from the first stop signal until connections are refused; readiness fails at "
                + "once, so that balancers can look elsewhere. Default: 0", valueName: "seconds"))
    var drainDelay: String?

    @Option(
        help: ArgumentHelp("Whether requests are logged. Default: true", valueName: "true|false"))
    var accessLog: String?

    @Option(
        help: ArgumentHelp(
            "The share of requests that is logged, 0 to 1; those answered with 500 and above always "
                + "are. Default: 1", valueName: "share"))
    var accessLogSample: String?

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

    @OptionGroup(title: "Limits and deadlines (sizes such as 8KiB, times such as 10s)")
    var engine: EngineOptions

    func run() async throws {
        var flags = [
            "listen": listen, "ops-listen": opsListen, "trust-proxy": trustProxy,
            "webhook-allow": webhookAllow,
        ]
        flags.merge(engine.given) { $1 }
        let options = [
            "data": data, "content": content, "resources": resources, "loops": loops,
            "cache-bytes": cacheBytes, "cors-origin": corsOrigin, "gzip-level": gzipLevel,
            "gzip-minimum": gzipMinimum, "ops-port": opsPort, "rate-limit": rateLimit,
            "tls-cert": tlsCert, "tls-key": tlsKey, "tls-ocsp": tlsOcsp, "hsts": hsts,
            "drain-delay": drainDelay, "access-log-sample": accessLogSample,
            "access-log": accessLog, "log-level": logLevel, "log-format": logFormat,
            "memory": memory ? "true" : nil, "webhook-retry": webhookRetry,
        ]
        for (name, value) in options { if let value { flags[name] = [value] } }
        let given = flags.filter { !$0.value.isEmpty }
        let config = config
        try await ServerRun(
            settings: Self.settings(given, config),
            reread: { try await Self.settings(given, config) }
        ).run()
    }

    /// Reads all layers; the environment and the file as they are now.
    private static func settings(
        _ flags: [String: [String]], _ config: String?
    ) async throws -> ServeSettings {
        let environment = ProcessInfo.processInfo.environment
        return try ServeSettings(
            await SettingsReader(
                flags: flags, environment: environment,
                file: config ?? environment["CLINIC_CONFIG"], known: ServeSettings.names))
    }
}
