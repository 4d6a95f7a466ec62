import ClinicAPI
import ClinicStore
import HTTPServer
import Logging

/// The server at the socket in the data directory, for commands: whoever can open that directory is
/// an administrator.
struct LocalServer {
    private let server: Server

    /// Starts it. Nil where it cannot be had, which is logged: commands then say that the server must
    /// be stopped first.
    init?(_ directory: DataDirectory, _ api: API, _ logger: Logger) {
        let path = directory.socket
        var configuration = ServerConfiguration(listen: [.unix(path: path)], loops: 1)
        configuration.unixSocketMode = 0o600
        server = Server(configuration: configuration, responder: api.localResponder, logger: logger)
        do {
            // A path that is too long for a socket is refused by the same parser as --listen.
            _ = try ListenAddress(parsing: "unix:\(path)")
            _ = try server.start()
        } catch {
            logger.warning(
                "commands cannot reach this server by its data directory",
                metadata: ["reason": "\(error)"])
            return nil
        }
    }

    /// Finishes what is under way and stops.
    func stop() async {
        server.drain()
        await server.waitUntilStopped()
    }
}
