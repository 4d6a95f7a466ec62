import Foundation
import Glibc
import Testing

@Suite("Commands beside a running server", .serialized, .timeLimit(.minutes(2)))
struct DoorTests {
    private func run(
        _ arguments: [String]
    ) async throws -> (status: Int32, output: String, errors: String) {
        let process = try ClinicProcess(arguments)
        let status = try await process.end()
        return (status, process.standardOutput, process.standardError)
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("an export becomes a library that serves the same, without the starter library in it")
    func importing() async throws {
        let folder = try Folder()
        let first = folder.path + "/first", second = folder.path + "/second"
        let content = folder.path + "/content"
        try folder.write("name: L\ndisclaimer: { en: D }\n", to: "content/site.yaml")
        try folder.write("name: A\nsummary: S\n", to: "content/en/symptoms/a.yaml")
        let (server, _) = try await ClinicProcess.serving(["--data", first, "--content", content])
        let export = try await run(["export", "--data", first])
        #expect(export.status == 0 && export.output.split(separator: "\n").count == 2)
        try folder.write(export.output, to: "export.ndjson")
        // Where a server runs there is a library already.
        let refused = try await run(["import", folder.path + "/export.ndjson", "--data", first])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("holds a library already"))
        server.signal(SIGTERM)
        #expect(try await server.end() == 0)

        let missing = try await run(["import", folder.path + "/none", "--data", second])
        #expect(missing.status == 1 && missing.errors.contains("cannot be read"))
        try folder.write(export.output + "nonsense\n{}\n", to: "bad.ndjson")
        let bad = try await run(["import", folder.path + "/bad.ndjson", "--data", second])
        #expect(bad.status == 1 && bad.errors.contains("nothing was brought in"))
        #expect(bad.output.contains("bad.ndjson:3: ") && bad.output.contains("bad.ndjson:4: /type"))
        let good = try await run(["import", folder.path + "/export.ndjson", "--data", second])
        #expect(good.status == 0, "\(good.errors)")
        #expect(try await run(["export", "--data", second]).output == export.output)
        #expect(try await run(["verify", "--data", second]).status == 0)
        let (again, port) = try await ClinicProcess.serving(["--data", second])
        #expect(try Socket.get("/v1/symptoms/a", port: port).status == 200)
        #expect(try Socket.get("/v1/conditions", port: port).body.contains("\"total\":0"))
        again.signal(SIGTERM)
        #expect(try await again.end() == 0)
        #expect(try await run(["export", "--data", second]).output == export.output)
    }

    @Test("tokens and backups work beside a server, what needs the library alone says so")
    func beside() async throws {
        let folder = try Folder()
        let data = folder.path + "/data"
        let (server, port) = try await ClinicProcess.serving(["--data", data])
        #expect(try mode(data) == 0o700)
        #expect(try mode(data + "/clinic.sock") == 0o600)
        #expect(try mode(data + "/clinic.sqlite") == 0o600)
        let made = try await run(
            ["token", "create", "--name", "t", "--scope", "admin", "--data", data])
        #expect(made.status == 0)
        let token = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let socket = try Socket(port: port)
        socket.send(
            "GET /v1/audit HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n\r\n")
        let audit = try socket.readAnswer()
        #expect(audit.status == 200 && audit.body.contains("\"actor\":\"command line\""))
        #expect(try await run(["backup", folder.path + "/b", "--data", data]).status == 0)
        #expect(try mode(folder.path + "/b") == 0o600)
        for command in ["rebuild", "compact"] {
            let refused = try await run([command, "--data", data])
            #expect(refused.status == 1)
            #expect(
                refused.errors.contains("another clinic process uses this data directory; stop it"))
        }
        #expect(try await run(["verify", "--data", data]).status == 0)
        server.signal(SIGTERM)
        #expect(try await server.end() == 0)
        #expect(access(data + "/clinic.sock", F_OK) != 0)
        // Without a server the same commands open the library themselves.
        #expect(try await run(["token", "revoke", "000000000000", "--data", data]).status == 1)
        let other = folder.path + "/other"
        #expect(try await run(["restore", folder.path + "/b", "--data", other]).status == 0)
        #expect(try await run(["verify", "--data", other]).status == 0)
    }

    @Test("a data directory whose socket has too long a path is told so, by server and command")
    func longPath() async throws {
        let folder = try Folder()
        let data = folder.path + "/" + String(repeating: "x", count: 100)
        let (server, port) = try await ClinicProcess.serving(["--data", data])
        #expect(try Socket.get("/v1", port: port).status == 200)
        let refused = try await run(
            ["token", "create", "--name", "t", "--scope", "admin", "--data", data])
        #expect(refused.status == 1 && refused.errors.contains("more than 107 bytes"))
        server.signal(SIGTERM)
        #expect(try await server.end() == 0)
        #expect(server.standardError.contains("commands cannot reach this server"))
        #expect(server.standardError.contains("107"))
    }
}
