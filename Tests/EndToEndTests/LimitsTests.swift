import Foundation
import Glibc
import Testing

@Suite("Limits of clinic serve, as a process", .serialized, .timeLimit(.minutes(2)))
struct LimitsTests {
    private let authorization = "Authorization: Bearer x\r\nContent-Type: application/json\r\n"

    /// The status of the answer to a request, or "closed" where there is none.
    private func status(_ request: String, _ port: UInt16) throws -> String {
        let socket = try Socket(port: port)
        socket.send(request)
        let answer = socket.readAll()
        return answer.isEmpty ? "closed" : String(answer.dropFirst(9).prefix(3))
    }

    private func get(target: String = "/v1", _ fields: String = "") -> String {
        "GET \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(fields)\r\n"
    }

    private func put(_ fields: String, _ body: String = "") -> String {
        "PUT /v1/symptoms/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            + authorization + fields + "\r\n" + body
    }

    private func chunked(_ body: String) -> String {
        put("Transfer-Encoding: chunked\r\n", body)
    }

    @Test("each limit on a request is the one that was set: at it, and one past it")
    func limits() async throws {
        let folder = try Folder()
        try folder.write("limit-chunk-extensions: 16B\nlimit-trailers: 16\n", to: "clinic.yaml")
        let (process, port) = try await ClinicProcess.serving(
            [
                "--memory", "--config", folder.path + "/clinic.yaml", "--limit-target", "300",
                "--limit-field-line", "400B", "--limit-fields", "8", "--limit-body", "1KiB",
            ], environment: ["CLINIC_LIMIT_FIELD_BLOCK": "1KiB"])
        defer { process.signal(SIGTERM) }
        func text(_ count: Int) -> String { String(repeating: "a", count: count) }
        let block = "Host: x\r\nConnection: close\r\n".utf8.count
        func fields(_ bytes: Int) -> String {
            let lines = "A: \(text(350))\r\nB: \(text(350))\r\n"
            return lines + "C: \(text(bytes - block - lines.utf8.count - 5))\r\n"
        }
        let rows: [(String, String)] = [
            (get(target: "/" + text(299)), "404"), (get(target: "/" + text(300)), "414"),
            (get("A: \(text(397))\r\n"), "200"), (get("A: \(text(398))\r\n"), "431"),
            (get(fields(1024)), "200"), (get(fields(1025)), "431"),
            (get(String(repeating: "A: b\r\n", count: 6)), "200"),
            (get(String(repeating: "A: b\r\n", count: 7)), "431"),
            // The body is read at the limit, and then the token is refused.
            (put("Content-Length: 1024\r\n", text(1024)), "401"),
            (put("Content-Length: 1025\r\n"), "413"),
            (chunked("400\r\n\(text(1024))\r\n0\r\n\r\n"), "401"), (chunked("401\r\n"), "413"),
            (chunked("1;\(text(15))\r\na\r\n0\r\n\r\n"), "401"),
            (chunked("1;\(text(16))\r\na\r\n0\r\n\r\n"), "400"),
            (chunked("0\r\nT: \(text(11))\r\n\r\n"), "401"),
            (chunked("0\r\nT: \(text(12))\r\n\r\n"), "400"),
        ]
        for (request, expected) in rows {
            #expect(try status(request, port) == expected, "\(request.prefix(200))")
        }
        let metrics = try Socket.get("/metrics", port: port).body
        for (reason, count) in [
            ("uri_too_long", 1), ("header_fields_too_large", 3), ("content_too_large", 2),
            ("bad_request", 2),
        ] {
            #expect(
                metrics.contains("clinic_http_refusals_total{reason=\"\(reason)\"} \(count)\n"),
                "\(reason)")
        }
    }

    @Test("JSON in a body is read as deep as was set, and no deeper")
    func depth() async throws {
        let folder = try Folder()
        let data = ["--data", folder.path + "/data"]
        let (process, port) = try await ClinicProcess.serving(
            data + ["--limit-json-depth", "8"])
        defer { process.signal(SIGTERM) }
        let create = try ClinicProcess(
            ["token", "create", "--name", "n", "--scope", "write"] + data)
        #expect(try await create.end() == 0)
        let token = create.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
        func answer(depth: Int) throws -> (status: Int, body: String) {
            let lists = depth - 1
            let body =
                "{\"name\": \(String(repeating: "[", count: lists))"
                + "\(String(repeating: "]", count: lists))}"
            let socket = try Socket(port: port)
            socket.send(
                "PUT /v1/symptoms/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n"
                    + "Content-Type: application/json\r\nIf-None-Match: *\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
            return try socket.readAnswer()
        }
        // Read, and no document.
        #expect(try answer(depth: 8).status == 422)
        let deeper = try answer(depth: 9)
        #expect(deeper.status == 400 && deeper.body.contains("more than 8 lists"))
    }

    @Test("each deadline of a client is the one that was set")
    func deadlines() async throws {
        let (process, port) = try await ClinicProcess.serving(
            [
                "--memory", "--deadline-first-byte", "200ms", "--deadline-head", "0.2s",
                "--deadline-body-grace", "200ms", "--minimum-body-rate", "1MiB",
                "--deadline-idle", "200ms", "--access-log", "false",
            ])
        defer { process.signal(SIGTERM) }
        #expect(try status("", port) == "closed")
        #expect(try status("GET /v1 HT", port) == "408")
        #expect(try status(put("Content-Length: 9\r\n", "{"), port) == "408")
        #expect(try status("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n", port) == "200")
        let metrics = try Socket.get("/metrics", port: port).body
        for name in ["first_byte", "head", "body", "idle"] {
            #expect(
                metrics.contains("{deadline=\"\(name)\"} 1\n"), "\(name)")
        }
    }

    @Test("without descriptors it says so once, answers who is there, rests, and goes on")
    func descriptors() async throws {
        let (process, port) = try await ClinicProcess.serving(
            ["--memory", "--loops", "1", "--access-log", "false"])
        defer { process.signal(SIGTERM) }
        _ = try Socket.get("/v1", port: port)
        let room = 4
        let atRest = try await descriptorsAtRest(process.pid)
        try limitDescriptors(of: process.pid, to: atRest + room)
        // As many as there is room for: nobody waits, so nobody is closed for another.
        var idle = try (0..<room).map { _ in try Socket(port: port) }
        for socket in idle + idle {
            socket.send("GET /v1 HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try socket.readAnswer().status == 200)
        }
        idle = []
        #expect(try await eventually { try openDescriptors(process.pid) == atRest })
        // Each has begun a head: none is idle, so that none can be closed for another.
        var busy: [Socket] = []
        for _ in 0..<room + 3 {
            let socket = try Socket(port: port)
            socket.send("GET /v1 HTTP/1.1\r\n")
            busy.append(socket)
        }
        let told = "accepting pauses"
        #expect(try await eventually { process.standardError.contains(told) })
        let before = try processorTicks(process.pid)
        // Several times the pause of accepting.
        try await Task.sleep(for: .milliseconds(1500))
        #expect(try processorTicks(process.pid) - before < 50)
        busy[0].send("Host: x\r\n\r\n")
        #expect(try busy[0].readAnswer().status == 200)
        let last = try #require(busy.last)
        last.send("Host: x\r\n\r\n")
        busy = [last]
        #expect(try last.readAnswer().status == 200)
        #expect(try Socket.get("/v1/conditions/back-spasm", port: port).status == 200)
        #expect(process.standardError.components(separatedBy: told).count == 2)
    }

    private func openDescriptors(_ pid: Int32) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
    }

    /// The number of descriptors once it stays the same: those of connections that are over are gone.
    private func descriptorsAtRest(_ pid: Int32) async throws -> Int {
        var count = -1
        var seen = 0
        _ = try await eventually {
            let now = try openDescriptors(pid)
            seen = now == count ? seen + 1 : 0
            count = now
            return seen == 10
        }
        return count
    }

    /// Hundredths of a second of processor time so far.
    private func processorTicks(_ pid: Int32) throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        return try #require(Int(fields[11])) + #require(Int(fields[12]))
    }

    private func limitDescriptors(of pid: Int32, to count: Int) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/prlimit")
        process.arguments = ["--pid", "\(pid)", "--nofile=\(count):\(count)"]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
