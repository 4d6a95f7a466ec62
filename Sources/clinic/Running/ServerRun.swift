import ClinicAPI
import ClinicStore
import Dispatch
import Foundation
import HTTP
import HTTPServer
import Logging
import Webhooks

/// One run of the server: opens the library, brings in the content, listens, and stops on a signal.
struct ServerRun {
    private let settings: ServeSettings
    private let reread: @Sendable () async throws -> ServeSettings
    private let threshold: LogThreshold
    private let logger: Logger

    /// - Parameter reread: reads the settings again, for a reload.
    init(settings: ServeSettings, reread: @escaping @Sendable () async throws -> ServeSettings) {
        self.settings = settings
        self.reread = reread
        let isJSON = settings.logFormat.isJSON
        let threshold = LogThreshold(settings.logLevel)
        self.threshold = threshold
        logger = Logger(label: "clinic") { _ in LineLogHandler(threshold, isJSON: isJSON) }
    }

    func run() async throws {
        let certificate = try Certificate(settings, logger)
        let inherited = try InheritedSockets.find(ProcessInfo.processInfo.environment)
        let resources = try Resources.find(settings.resources)
        let content = ContentDirectory(path: settings.content ?? resources.content)
        let directory =
            try settings.memory
            ? Failure.naming { () throws(StoreError) in try DataDirectory.temporary() }
            : DataDirectory(path: settings.data)
        defer { if settings.memory { directory.remove() } }
        let metrics = MetricsRegistry()
        let store = try Failure.naming { () throws(StoreError) in
            try Store(directory, limits: settings.engine.store, metrics: metrics)
        }
        defer { store.close() }
        logger.info(
            "the library is open",
            metadata: ["data": "\(directory.path)", "sqlite": "\(Store.databaseVersion)"])

        let status = LibraryStatus()
        let loader = ContentLoader(store: store, content: content, status: status, logger: logger)
        // A store that has content is served at once, and its files are looked at meanwhile.
        if store.generation == 0 { try loader.loadFirst() } else { loader.load() }

        store.startSchedule { [logger] key, failure in
            logger.error(
                "what was scheduled could not be done",
                metadata: ["document": "\(key)", "reason": "\(failure)"])
        }
        let webhooks = makeSender(store, metrics)
        let api = makeAPI(store, status, resources, metrics, webhooks)
        let engines = Engines(
            settings, certificate.context, inherited: inherited, api, logger)
        metrics.add { engines.metrics.write(to: &$0) }
        metrics.add(certificate.write)
        metrics.add(ProcessMetrics().write)
        let addresses: (main: [BoundAddress], operations: [BoundAddress])
        do {
            addresses = try engines.start()
        } catch {
            throw Failure(error.description)
        }
        let local = LocalServer(directory, api, logger)
        let reload = Reload(
            settings, reread: reread, api: api, engines: engines, certificate: certificate,
            threshold: threshold, logger: logger)
        let stop = stopSequence(engines, webhooks, status)
        let signals = StopSignals {
            stop.signalled(delay: reload.settings.drainDelay)
        } reload: {
            loader.load()
            reload.run()
        }
        webhooks.start()
        // Who reads this may send signals from now on.
        printBanner(addresses.main, addresses.operations)
        await engines.waitUntilStopped()
        await webhooks.waitUntilStopped()
        await local?.stop()
        signals.cancel()
        logger.notice("stopped")
    }

    private func makeSender(_ store: Store, _ metrics: MetricsRegistry) -> WebhookSender {
        var configuration = WebhookSender.Configuration(
            userAgent: "clinic/\(Clinic.version)", payload: WebhookPayload.change,
            testPayload: WebhookPayload.test)
        configuration.policy = RetryPolicy(first: settings.webhookRetry)
        configuration.rule = AddressRule(allowed: settings.webhookAllow)
        return WebhookSender(
            store: store, configuration: configuration, logger: logger, metrics: metrics)
    }

    private func stopSequence(
        _ engines: Engines, _ webhooks: WebhookSender, _ status: LibraryStatus
    ) -> StopSequence {
        StopSequence(
            .init(
                failReadiness: {
                    status.update { $0.isDraining = true }
                    logger.notice("stopping: readiness fails from now on")
                },
                drain: {
                    logger.notice("stopping: requests under way are finished first")
                    webhooks.stop()
                    engines.drain()
                },
                cut: {
                    logger.notice("stopping at once")
                    webhooks.cut()
                    engines.cut()
                }))
    }

    private func makeAPI(
        _ store: Store, _ status: LibraryStatus, _ resources: Resources,
        _ metrics: MetricsRegistry, _ webhooks: WebhookSender
    ) -> API {
        var configuration = API.Configuration(version: Clinic.version)
        configuration.cors = settings.cors
        configuration.cacheBytes = settings.cacheBytes
        configuration.gzipLevel = settings.gzipLevel
        configuration.gzipMinimum = settings.gzipMinimum
        configuration.bodyLimits = settings.engine.bodies
        configuration.homePage = resources.homePage
        configuration.openAPI = { [logger] in resources.openAPI(logger) }
        configuration.metrics = metrics
        configuration.testWebhook = webhooks.test
        configuration.separatesOperations = !settings.operationsListen.isEmpty
        return API(store: store, configuration: configuration, status: status, logger: logger)
    }

    /// The first line says where it listens and what to try, a second one where operations are.
    private func printBanner(_ addresses: [BoundAddress], _ operations: [BoundAddress]) {
        let isSecure = settings.tlsFiles != nil
        let main = addresses.map { address in
            isSecure && address.port != nil ? "https://\(address)" : "\(address)"
        }
        let example = addresses.first.map { Self.example($0, isSecure: isSecure) } ?? ""
        print(
            "clinic \(Clinic.version) listens on \(main.joined(separator: ", ")); try: \(example)")
        if !operations.isEmpty {
            let list = operations.map(\.description).joined(separator: ", ")
            print("probes and metrics are on \(list)")
        }
        fflush(nil)
    }

    private static func example(_ address: BoundAddress, isSecure: Bool) -> String {
        let path = "/v1/conditions/back-spasm?pretty"
        switch address {
        case .unix(let socket): return "curl --unix-socket \(socket) 'http://localhost\(path)'"
        case .tcp(let host, let port):
            let isAnywhere = host == "0.0.0.0" || host == "::"
            // The certificate names the clinic's host, and hardly this address.
            let start = isSecure ? "curl -k 'https" : "curl 'http"
            return "\(start)://\(isAnywhere ? "localhost:\(port)" : "\(address)")\(path)'"
        }
    }
}
