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
    private let logger: Logger

    init(_ settings: ServeSettings) {
        self.settings = settings
        let isJSON = settings.logFormat.isJSON
        logger = Logger(label: "clinic") { [settings] _ in
            LineLogHandler(level: settings.logLevel, isJSON: isJSON)
        }
    }

    func run() async throws {
        let resources = try Resources.find(settings.resources)
        let content = ContentDirectory(path: settings.content ?? resources.content)
        let directory =
            try settings.memory
            ? Failure.naming { () throws(StoreError) in try DataDirectory.temporary() }
            : DataDirectory(path: settings.data)
        defer { if settings.memory { directory.remove() } }
        let store = try Failure.naming { () throws(StoreError) in try Store(directory) }
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
        let api = makeAPI(store, status, resources)
        let server = makeServer(api)
        let addresses: [BoundAddress]
        do {
            addresses = try server.start()
        } catch {
            throw Failure(error.description)
        }
        let local = LocalServer(directory, api, logger)
        let signals = StopSignals { [logger] count in
            status.update { $0.isDraining = true }
            if count == 1 {
                logger.notice("stopping: requests under way are finished first")
                server.drain()
            } else {
                logger.notice("stopping at once")
                server.cut()
            }
        } reload: {
            loader.load()
        }
        // Who reads this may send signals from now on.
        printBanner(addresses)
        await server.waitUntilStopped()
        await local?.stop()
        signals.cancel()
        logger.notice("stopped")
    }

    private func makeAPI(
        _ store: Store, _ status: LibraryStatus, _ resources: Resources
    ) -> API {
        var configuration = API.Configuration(version: Clinic.version)
        configuration.cors = settings.cors
        configuration.cacheBytes = settings.cacheBytes
        configuration.gzipLevel = settings.gzipLevel
        configuration.homePage = resources.homePage
        configuration.openAPI = resources.openAPI(logger)
        return API(store: store, configuration: configuration, status: status, logger: logger)
    }

    private func makeServer(_ api: API) -> Server {
        var engine = ServerConfiguration(listen: settings.listen, loops: settings.loops)
        if settings.accessLog {
            engine.accessLog = .standardError(format: settings.logFormat.isJSON ? .json : .text)
        }
        return Server(configuration: engine, responder: api.responder, logger: logger)
    }

    /// The first line says where it listens and what to try.
    private func printBanner(_ addresses: [BoundAddress]) {
        let list = addresses.map(\.description).joined(separator: ", ")
        let example = addresses.first.map(Self.example) ?? ""
        print("clinic \(Clinic.version) listens on \(list); try: \(example)")
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
