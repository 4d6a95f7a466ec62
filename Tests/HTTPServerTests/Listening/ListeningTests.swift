import CLinux
import Glibc
import HTTP
import Testing

@testable import HTTPServer

@Suite("Listening", .timeLimit(.minutes(5)))
struct ListeningTests {
    private func temporaryPath() -> String {
        "/tmp/clinic-test-\(UInt64.random(in: 0 ... .max)).sock"
    }

    @Test(
        "A port that is in use is noticed, with one loop and with several", arguments: [1, 2],
        [1, 2])
    func inUse(first: Int, second: Int) async throws {
        let running = try RunningServer(loops: first)
        let error = #expect(throws: ListenError.self) {
            try RunningServer(
                listen: [.tcp(host: "127.0.0.1", port: running.port)], loops: second)
        }
        #expect(error?.isInUse == true)
        #expect(error?.description.contains("127.0.0.1:\(running.port)") == true)
        await running.stop()
        // The port is free again at once.
        let again = try RunningServer(
            listen: [.tcp(host: "127.0.0.1", port: running.port)], loops: second)
        await again.stop()
    }

    @Test("The system tells of a connection with its first bytes, and of a silent one later")
    func silent() async throws {
        try await withServer { running in
            let begun = ContinuousClock.now
            let silent = try running.client()
            let client = try running.client()
            client.send(get)
            #expect(client.responses(1).first?.status == 200)
            let accepted = running.server.counters.accepted
            // On a machine on which this test waits for its turn, the second may be over.
            if begun.duration(to: .now) < .milliseconds(900) { #expect(accepted == 1) }
            try await running.hasAccepted(2)
            silent.send(get)
            #expect(silent.responses(1).first?.status == 200)
        }
    }

    @Test("One that fails leaves nothing open")
    func nothingLeft() async throws {
        let running = try RunningServer()
        let path = temporaryPath()
        let before = DescriptorLimit.open
        #expect(throws: ListenError.self) {
            try RunningServer(
                listen: [.unix(path: path), .tcp(host: "127.0.0.1", port: running.port)], loops: 2)
        }
        #expect(access(path, F_OK) != 0)
        // Other tests run beside this one and open descriptors of their own.
        #expect(DescriptorLimit.open < before + 200)
        await running.stop()
    }

    @Test("A Unix socket serves, and its file goes with the server")
    func unix() async throws {
        let path = temporaryPath()
        let running = try RunningServer(listen: [.unix(path: path)], loops: 2)
        #expect(running.bound == [.unix(path: path)])
        let client = try TestClient(path: path)
        client.send(get)
        #expect(client.responses(1).first?.status == 200)
        #expect(throws: ListenError.self) { try RunningServer(listen: [.unix(path: path)]) }
        await running.stop()
        #expect(access(path, F_OK) != 0)
    }

    @Test("A Unix socket has the mode asked for, whatever the mask")
    func unixMode() async throws {
        let path = temporaryPath()
        let running = try RunningServer(listen: [.unix(path: path)]) {
            $0.unixSocketMode = 0o600
        }
        var status = stat()
        #expect(lstat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        await running.stop()
    }

    @Test("The socket file of a dead server is replaced; another file is not")
    func staleFile() async throws {
        let path = temporaryPath()
        let dead = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let status = SocketAddress(unixPath: path).withPointer { bind(dead, $0, $1) }
        #expect(status == 0)
        close(dead)
        let running = try RunningServer(listen: [.unix(path: path)])
        await running.stop()

        let file = open(path, O_CREAT | O_WRONLY, 0o600)
        close(file)
        let error = #expect(throws: ListenError.self) {
            try RunningServer(listen: [.unix(path: path)])
        }
        #expect(error?.description.contains("no socket") == true)
        unlink(path)
    }

    @Test(
        "A name and all addresses can be listened on", arguments: ["localhost:0", ":0", "[::1]:0"])
    func names(text: String) async throws {
        let running = try RunningServer(listen: [ListenAddress(parsing: text)], loops: 2)
        #expect(Set(running.bound.map(\.port)).count == 1)
        #expect(running.port != 0)
        if text != "[::1]:0" {
            let client = try running.client()
            client.send(get)
            #expect(client.responses(1).first?.status == 200)
        }
        await running.stop()
    }

    @Test("An address that is not this machine's, and a name that is nobody's, are told")
    func unavailable() {
        for host in ["203.0.113.1", "no-such-host.invalid"] {
            let error = #expect(throws: ListenError.self) {
                try RunningServer(listen: [.tcp(host: host, port: 0)])
            }
            #expect(error?.description.contains(host) == true)
        }
    }
}
