import ClinicAPI
import ClinicStore
import Dispatch
import Foundation
import HTTP
import HTTPServer
import Logging

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
        let resources = try Resources.find(settings.resources)
        let content = ContentDirectory(path: settings.content ?? resources.content)
        let directory =
            try settings.memory
            ? Failure.naming { () throws(StoreError) in try DataDirectory.temporary() }
            : DataDirectory(path: settings.data)
        defer { if settings.memory { directory.remove() } }
        let metrics = MetricsRegistry()
        let store = try Failure.naming { () throws(StoreError) in
            try Store(directory, metrics: metrics)
        }
        defer { store.close() }
        logger.info(
            "the library is open",
            metadata: ["data": "\(directory.path)", "sqlite": "\(Store.databaseVersion)"])

        let status = LibraryStatus()
        let loader = ContentLoader(
            store: store, content: content, isStarter: settings.content == nil, status: status,
            logger: logger)
        // A store that has content is served at once, and its files are looked at meanwhile.
        if store.generation == 0 { try loader.loadFirst() } else { loader.load() }

        store.startSchedule { [logger] key, failure in
            logger.error(
                "what was scheduled could not be done",
                metadata: ["document": "\(key)", "reason": "\(failure)"])
        }
        let api = makeAPI(store, status, resources, metrics)
        let engines = Engines(settings, api, logger)
        metrics.add { engines.metrics.write(to: &$0) }
        metrics.add(ProcessMetrics().write)
        let addresses: (main: [BoundAddress], operations: [BoundAddress])
        do {
            addresses = try engines.start()
        } catch {
            throw Failure(error.description)
        }
        let local = LocalServer(directory, api, logger)
        let reload = Reload(
            settings, reread: reread, api: api, engines: engines, threshold: threshold,
            logger: logger)
        let stop = stopSequence(engines, status)
        let signals = await StopSignals {
            stop.signalled(delay: reload.settings.drainDelay)
        } reload: {
            loader.load()
            reload.run()
        }
        // Who reads this may send signals from now on.
        printBanner(addresses.main, addresses.operations)
        await engines.waitUntilStopped()
        await local?.stop()
        signals.cancel()
        logger.notice("stopped")
    }

    private func stopSequence(_ engines: Engines, _ status: LibraryStatus) -> StopSequence {
        StopSequence(
            .init(
                failReadiness: {
                    status.update { $0.isDraining = true }
                    logger.notice("stopping: readiness fails from now on")
                },
                drain: {
                    logger.notice("stopping: requests under way are finished first")
                    engines.drain()
                },
                cut: {
                    logger.notice("stopping at once")
                    engines.cut()
                }))
    }

    private func makeAPI(
        _ store: Store, _ status: LibraryStatus, _ resources: Resources, _ metrics: MetricsRegistry
    ) -> API {
        var configuration = API.Configuration(version: Clinic.version)
        configuration.cors = settings.cors
        configuration.cacheBytes = settings.cacheBytes
        configuration.gzipLevel = settings.gzipLevel
        configuration.gzipMinimum = settings.gzipMinimum
        configuration.homePage = resources.homePage
        configuration.openAPI = { [logger] in resources.openAPI(logger) }
        configuration.metrics = metrics
        configuration.separatesOperations = !settings.operationsListen.isEmpty
        return API(store: store, configuration: configuration, status: status, logger: logger)
    }

    /// The first line says where it listens and what to try, a second one where operations are.
    private func printBanner(_ addresses: [BoundAddress], _ operations: [BoundAddress]) {
        func list(_ addresses: [BoundAddress]) -> String {
            addresses.map(\.description).joined(separator: ", ")
        }
        let example = addresses.first.map(Self.example) ?? ""
        print("clinic \(Clinic.version) listens on \(list(addresses)); try: \(example)")
        if !operations.isEmpty { print("probes and metrics are on \(list(operations))") }
        fflush(nil)
    }

    private static func example(_ address: BoundAddress) -> String {
        let path = "/v1/conditions/back-spasm?pretty"
        switch address {
        case .unix(let socket): return "curl --unix-socket \(socket) 'http://localhost\(path)'"
        case .tcp(let host, let port):
            let isAnywhere = host == "0.0.0.0" || host == "::"
            return "curl 'http://\(isAnywhere ? "localhost:\(port)" : "\(address)")\(path)'"
        }
    }
}
