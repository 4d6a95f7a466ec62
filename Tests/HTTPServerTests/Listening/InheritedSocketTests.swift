import CLinux
import Glibc
import HTTP
import Testing

@testable import HTTPServer

@Suite("Inherited sockets", .timeLimit(.minutes(5)))
struct InheritedSocketTests {
    /// A listening socket as a service manager holds it.
    private final class Passer {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)

        init() {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            let status = withUnsafePointer(to: address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            #expect(status == 0 && listen(descriptor, 128) == 0)
        }

        deinit { close(descriptor) }

        func serve(
            loops: Int = 2, configure: (inout ServerConfiguration) -> Void = { _ in }
        ) throws -> RunningServer {
            try RunningServer(listen: [], loops: loops) { configuration in
                configuration.inherited = [dup(descriptor)]
                configure(&configuration)
            }
        }
    }

    @Test("Who connects while no server runs is answered by the next", arguments: [1, 2])
    func replaced(loops: Int) async throws {
        let passer = Passer()
        let first = try passer.serve(loops: loops)
        let port = first.port
        for _ in 0..<8 {
            let client = try TestClient(port: port)
            client.send(get)
            #expect(client.responses(1).first?.status == 200)
        }
        first.server.drain()
        await first.server.waitUntilStopped()
        let waiting = try (0..<8).map { _ in try TestClient(port: port) }
        for client in waiting { client.send(get) }
        let second = try passer.serve(loops: loops)
        #expect(second.port == port)
        for client in waiting { #expect(client.responses(1).first?.status == 200) }
        #expect(second.server.counters.accepted == 8)
        await second.stop()
    }

    @Test("A connection that was accepted before the stop is answered, though it asks after it")
    func acceptedBefore() async throws {
        let passer = Passer()
        let first = try passer.serve {
            $0.deadlines.drain = .seconds(30)
            $0.deadlines.drainFirstByte = .seconds(30)
        }
        let client = try TestClient(port: first.port)
        try await first.hasAccepted(1)
        first.server.drain()
        let idle = try TestClient(port: first.port)
        idle.send(get)
        client.send(get)
        #expect(client.receiveToEnd() == .closed)
        #expect(client.text.contains("\r\nConnection: close\r\n"))
        await first.server.waitUntilStopped()
        let second = try passer.serve()
        let isAnswered = idle.responses(1).first?.status == 200
        // It was accepted before the stop, or waits until now.
        #expect(isAnswered)
        await second.stop()
    }

    @Test("What is no listening socket is refused")
    func noListener() throws {
        let rows = [
            (socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0), "no listening stream socket"),
            (socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0), "no listening stream socket"),
            (open("/dev/null", O_RDONLY), "Socket operation on non-socket"),
            (9999, "Bad file descriptor"),
        ]
        for (descriptor, reason) in rows {
            let error = #expect(throws: ListenError.self) {
                try RunningServer(listen: []) { $0.inherited = [descriptor] }
            }
            #expect(error?.description.contains("inherited descriptor \(descriptor)") == true)
            #expect(error?.description.contains(reason) == true)
            close(descriptor)
        }
    }

    @Test("The file of an inherited Unix socket stays")
    func unix() async throws {
        let path = "/tmp/clinic-test-\(UInt64.random(in: 0 ... .max)).sock"
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let status = SocketAddress(unixPath: path).withPointer { bind(listener, $0, $1) }
        #expect(status == 0 && listen(listener, 8) == 0)
        let running = try RunningServer(listen: []) { $0.inherited = [listener] }
        #expect(running.bound == [.unix(path: path)])
        let client = try TestClient(path: path)
        client.send(get)
        #expect(client.responses(1).first?.status == 200)
        await running.stop()
        #expect(access(path, F_OK) == 0)
        unlink(path)
    }
}
