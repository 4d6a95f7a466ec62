import ClinicAPI
import HTTPServer
import Logging
import Synchronization

/// The certificate that is served, and the keys of sessions, which outlast it.
final class Certificate: Sendable {
    private let tickets = TLSTicketKeys()
    private let served: Mutex<TLSContext?>
    private let logger: Logger

    /// Reads the files, and tells what is not right with them.
    init(_ settings: ServeSettings, _ logger: Logger) throws {
        served = Mutex(try settings.tlsContext(tickets))
        self.logger = logger
        warn()
    }

    /// What connections are secured with; nil where they are plain.
    var context: TLSContext? { served.withLock { $0 } }

    /// Reads the files again. Where one cannot be used, what is served stays.
    func reread(_ settings: ServeSettings) throws -> TLSContext? {
        let context = try settings.tlsContext(tickets)
        served.withLock { $0 = context }
        return context
    }

    /// Logs that new connections have what was read last.
    func tell() {
        guard context != nil else { return }
        logger.notice("the certificate has been read again")
        warn()
    }

    private func warn() {
        for warning in context?.warnings ?? [] {
            logger.warning("TLS is served, but", metadata: ["reason": "\(warning)"])
        }
    }

    /// Adds when the certificate ends.
    func write(to text: inout MetricsText) {
        guard let context else { return }
        text.single(
            "clinic_tls_certificate_expiry_timestamp_seconds", .gauge,
            "When the certificate ends, in seconds since 1970.", Double(context.expiry))
    }
}
