import ClinicAPI
import Logging
import Synchronization

/// Reads the settings again, and goes on with those that can change. What cannot is told, and stays
/// as it was; where anything cannot be used, all of it stays.
final class Reload: Sendable {
    private let reread: @Sendable () async throws -> ServeSettings
    private let api: API
    private let engines: Engines
    private let threshold: LogThreshold
    private let logger: Logger
    /// What the server started with.
    private let started: ServeSettings
    private let current: Mutex<ServeSettings>
    private let certificate: Certificate

    init(
        _ settings: ServeSettings, reread: @escaping @Sendable () async throws -> ServeSettings,
        api: API, engines: Engines, certificate: Certificate, threshold: LogThreshold,
        logger: Logger
    ) {
        self.reread = reread
        self.api = api
        self.engines = engines
        self.certificate = certificate
        self.threshold = threshold
        self.logger = logger
        started = settings
        current = Mutex(settings)
    }

    /// The settings in force, but for those that need a restart.
    var settings: ServeSettings { current.withLock { $0 } }

    /// Begins, and returns at once.
    func run() {
        Task {
            do {
                try adopt(await reread())
            } catch {
                logger.error(
                    "the settings stay as they were: they cannot be read again",
                    metadata: ["error": "\(error)"])
            }
        }
    }

    private func adopt(_ new: ServeSettings) throws {
        guard (new.tlsFiles == nil) == (started.tlsFiles == nil) else {
            throw Failure("--tls-cert: whether TLS is spoken is settled at the start; start anew")
        }
        // The files are read again though their names are the same: that is how they are renewed.
        let tls = try certificate.reread(new)
        let old = current.withLock { current in
            let old = current
            current = new
            return old
        }
        let adopted = new.changes(from: old).intersection(ServeSettings.changeable)
        let restart = new.changes(from: started).subtracting(ServeSettings.changeable)
        if !restart.isEmpty {
            logger.warning(
                "these settings have changed, and take effect at the next start only",
                metadata: ["settings": "\(Self.list(restart))"])
        }
        guard !adopted.isEmpty || tls != nil else { return }
        threshold.level = new.logLevel
        engines.adopt(new, tls)
        certificate.tell()
        guard !adopted.isEmpty else { return }
        if adopted.contains("cors-origin") { api.adopt(new.cors) }
        logger.notice(
            "settings have changed", metadata: ["settings": "\(Self.list(adopted))"])
    }

    private static func list(_ names: Set<String>) -> String {
        names.sorted().joined(separator: ", ")
    }
}
