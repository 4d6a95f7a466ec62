import Foundation
import Glibc
import Synchronization
import Testing

@Suite("clinic serve, as a process", .serialized, .timeLimit(.minutes(5)))
struct ServeTests {
    @Test("the first line says where it listens and what to try, and that works")
    func banner() async throws {
        let (process, port) = try await ClinicProcess.serving(["--memory"])
        #expect(
            process.standardOutput.hasPrefix(
                "clinic 0.1.0 listens on 127.0.0.1:\(port); try: curl '"))
        let (status, body) = try Socket.get("/v1/conditions/back-spasm?pretty", port: port)
        #expect(status == 200 && body.contains("\"code\": \"M62.830\""))
        try await Task.sleep(for: .milliseconds(600))
        #expect(process.standardError.contains("sample"))
        let lines = process.standardError.split(separator: "\n")
        let access = try #require(lines.first { $0.contains("/v1/conditions/{slug}") })
        #expect(!access.contains("pretty") && !access.contains("back-spasm"))
        process.signal(SIGTERM)
        #expect(try await process.end(within: .seconds(10)) == 0)
    }

    @Test("SIGTERM while requests are under way cuts none of them")
    func drain() async throws {
        let (process, port) = try await ClinicProcess.serving(["--memory", "--access-log", "false"])
        // Threads of their own, so that blocked clients leave the tasks' pool alone.
        let results = Mutex<[(complete: Int, cut: Int)]>([])
        for _ in 0..<8 {
            Thread.detachNewThread { [port] in
                let result = Self.askUntilClosed(port)
                results.withLock { $0.append(result) }
            }
        }
        try await Task.sleep(for: .milliseconds(300))
        process.signal(SIGTERM)
        for _ in 0..<1000 where results.withLock({ $0.count }) < 8 {
            try await Task.sleep(for: .milliseconds(10))
        }
        let all = results.withLock { $0 }
        #expect(all.count == 8)
        #expect(all.reduce(0) { $0 + $1.complete } > 100)
        #expect(all.reduce(0) { $0 + $1.cut } == 0)
        #expect(try await process.end(within: .seconds(10)) == 0)
    }

    /// Asks again and again on one connection until the server closes it: answers that were whole,
    /// and answers that were cut. Closed between two answers is no cut.
    private static func askUntilClosed(_ port: UInt16) -> (complete: Int, cut: Int) {
        guard let socket = try? Socket(port: port) else { return (0, 1) }
        var complete = 0
        while complete < 1_000_000 {
            socket.send("GET /v1/conditions/back-spasm HTTP/1.1\r\nHost: x\r\n\r\n")
            do {
                if try socket.readAnswer().status == 200 { complete += 1 }
            } catch {
                return (complete, "\(error)".contains("after 0 bytes") ? 0 : 1)
            }
        }
        return (complete, 1)
    }

    @Test("after kill -9 the next start gives the same answers")
    func killed() async throws {
        let folder = try Folder()
        let data = ["--data", folder.path + "/data"]
        let first = try await ClinicProcess.serving(data)
        let before = try Socket.get("/v1/conditions/back-spasm", port: first.port)
        first.process.signal(SIGKILL)
        #expect(try await first.process.end() == 128 + SIGKILL)
        let second = try await ClinicProcess.serving(data)
        let after = try Socket.get("/v1/conditions/back-spasm", port: second.port)
        #expect(before.status == 200 && before.body == after.body)
        second.process.signal(SIGTERM)
        #expect(try await second.process.end() == 0)
    }

    @Test("a Unix socket serves the same")
    func unixSocket() async throws {
        let folder = try Folder()
        let path = folder.path + "/s"
        let (process, port) = try await ClinicProcess.serving([
            "--memory", "--listen", "unix:\(path)",
        ])
        let socket = try Socket(path: path)
        socket.send("GET /v1/conditions/back-spasm HTTP/1.1\r\nHost: x\r\n\r\n")
        let answer = try socket.readAnswer()
        #expect(answer.status == 200)
        #expect(try Socket.get("/v1/conditions/back-spasm", port: port).body == answer.body)
        process.signal(SIGTERM)
        #expect(try await process.end() == 0)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("settings come from the command line, then the environment, then the file")
    func layers() async throws {
        let folder = try Folder()
        try folder.write("cors-origin: https://file.example\ngzip-level: 3\n", to: "clinic.yaml")
        func origin(_ arguments: [String], _ environment: [String: String]) async throws -> String {
            let (process, port) = try await ClinicProcess.serving(
                ["--memory", "--config", folder.path + "/clinic.yaml"] + arguments,
                environment: environment)
            defer { process.signal(SIGTERM) }
            let socket = try Socket(port: port)
            socket.send("GET /v1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let head = socket.readAll()
            return head.firstMatch(of: /Access-Control-Allow-Origin: (\S+)/).map { String($0.1) }
                ?? ""
        }
        #expect(try await origin([], [:]) == "https://file.example")
        let variable = ["CLINIC_CORS_ORIGIN": "https://variable.example"]
        #expect(try await origin([], variable) == "https://variable.example")
        #expect(
            try await origin(["--cors-origin", "https://flag.example"], variable)
                == "https://flag.example")
    }

    @Test("SIGHUP brings in what changed in the content directory")
    func reload() async throws {
        let folder = try Folder()
        try folder.write("name: L\ndisclaimer: { en: D }\n", to: "content/site.yaml")
        try folder.write("name: Ache\nsummary: Before\n", to: "content/en/symptoms/ache.yaml")
        let (process, port) = try await ClinicProcess.serving(
            ["--memory", "--content", folder.path + "/content"])
        #expect(try Socket.get("/v1/symptoms/ache", port: port).body.contains("Before"))
        try folder.write("name: Ache\nsummary: After\n", to: "content/en/symptoms/ache.yaml")
        process.signal(SIGHUP)
        for _ in 0..<200 {
            if try Socket.get("/v1/symptoms/ache", port: port).body.contains("After") { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("the change was not brought in: \(process.standardError)")
    }

    @Test("a header of 20 KB is 431, an unknown parameter and a bad cursor are 400")
    func badRequests() async throws {
        let (process, port) = try await ClinicProcess.serving(["--memory"])
        defer { process.signal(SIGTERM) }
        let socket = try Socket(port: port)
        let long = String(repeating: "x", count: 20_000)
        socket.send("GET /v1 HTTP/1.1\r\nHost: x\r\nX-Long: \(long)\r\n\r\n")
        let answer = socket.readAll()
        #expect(answer.hasPrefix("HTTP/1.1 431") && answer.contains("application/problem+json"))
        #expect(try Socket.get("/v1/conditions?colour=red", port: port).status == 400)
        #expect(try Socket.get("/v1/conditions?cursor=%25", port: port).status == 400)
    }
}
