internal import Dispatch
public import HTTP
public import Logging
internal import Synchronization

/// An HTTP/1.1 server: event loops, listeners and connections, answering with a responder.
///
/// All methods may be called from any thread.
public final class Server: Sendable {
    /// Prepares a server; nothing is opened yet.
    public init(configuration: ServerConfiguration, responder: Responder, logger: Logger) {
    }

    /// Opens the listeners and starts the loops. Call it once.
    ///
    /// - Returns: where it listens, in the order of the configuration; a name may stand for several
    ///   addresses.
    /// - Throws: `ListenError`; nothing stays open then.
    public func start() throws(ListenError) -> [BoundAddress] {
        []
    }

    /// Stops gracefully: connections that wait to be accepted are accepted, the listeners close,
    /// idle connections close, requests in flight are answered with `Connection: close`, and what is
    /// not finished after the drain deadline is cut. Returns at once.
    public func drain() {
    }

    /// Closes everything at once.
    public func cut() {
    }

    /// Returns when all loops have ended, after `drain()` or `cut()`.
    public func waitUntilStopped() async {
    }
}
