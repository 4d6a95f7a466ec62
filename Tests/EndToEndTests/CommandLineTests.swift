import Foundation
import Glibc
import Testing

@Suite("The command line", .serialized, .timeLimit(.minutes(5)))
struct CommandLineTests {
    /// Runs a command to its end.
    private func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> (status: Int32, output: String, errors: String) {
        let process = try ClinicProcess(arguments, environment: environment)
        let status = try await process.end()
        return (status, process.standardOutput, process.standardError)
    }

    @Test("lint passes the starter library and tells all findings of a broken one")
    func lint() async throws {
        let good = try await run(["lint", ClinicProcess.resources + "/content"])
        #expect(good.status == 0 && good.output.contains("35 documents, no findings"))
        let folder = try Folder()
        try folder.write("name: L\ndisclaimer: { en: D }\n", to: "site.yaml")
        try folder.write(
            "name: A\ncolour: red\nsummary: S\noverview: [O]\n", to: "en/conditions/a.yaml")
        try folder.write("name: [\n", to: "en/symptoms/b.yaml")
        // A name that would begin a line, and colour it.
        try folder.write(
            #"{"name": C, "co\n\e[31mour": red, "summary": S, "overview": [O]}"#,
            to: "en/conditions/c.yaml")
        let bad = try await run(["lint", folder.path])
        #expect(bad.status == 1)
        #expect(bad.output.contains("en/conditions/a.yaml:2: /colour: is unknown here"))
        #expect(bad.output.contains("en/symptoms/b.yaml"))
        #expect(bad.output.contains(#"en/conditions/c.yaml:1: /co\n\u{1B}[31mour: is unknown"#))
        #expect(bad.errors.contains("3 findings"))
    }

    @Test("what cannot be used ends with a status and a line that says what and where")
    func badStarts() async throws {
        let folder = try Folder()
        try folder.write("", to: "file")
        try folder.write("name: [\n", to: "broken/site.yaml")
        try folder.write("listen: 127.0.0.1:0\ncolour: red\n", to: "unknown.yaml")
        try folder.write("loops: many\n", to: "bad-value.yaml")
        try folder.write("{not yaml", to: "not.yaml")
        try folder.write(
            "this is no database, whatever its name says it may be", to: "junk/clinic.sqlite")
        let resources = ["--resources", ClinicProcess.resources]
        let rows: [([String], [String: String], String)] = [
            (["--listen", "nonsense"], [:], "nonsense"),
            (["--listen", "127.0.0.1:99999"], [:], "99999"),
            (["--listen", "unix:/" + String(repeating: "x", count: 120)], [:], "107"),
            (["--ops-listen", "nonsense"], [:], "--ops-listen"),
            (["--ops-port", "65536"], [:], "--ops-port: \"65536\" is not a port"),
            (["--rate-limit", "fast"], [:], "--rate-limit: \"fast\" is not off, or a rate"),
            (["--trust-proxy", "10.0.0.1/8"], [:], "--trust-proxy: \"10.0.0.1/8\" is not"),
            (["--webhook-allow", "10.0.0.1/8"], [:], "--webhook-allow: \"10.0.0.1/8\" is not"),
            (["--webhook-retry", "0"], [:], "--webhook-retry: \"0\" is not a time from 100ms"),
            (["--drain-delay", "3601"], [:], "--drain-delay: \"3601\" is not a number of seconds"),
            ([], ["CLINIC_ACCESS_LOG_SAMPLE": "1.5"], "CLINIC_ACCESS_LOG_SAMPLE: \"1.5\" is not"),
            (["--gzip-minimum", "1k"], [:], "--gzip-minimum: \"1k\" is not a number of bytes"),
            (["--loops", "0"], [:], "--loops: \"0\" is not a number from 1 to 64"),
            ([], ["CLINIC_LOOPS": "80x0"], "CLINIC_LOOPS: \"80x0\" is not a number"),
            (
                ["--config", folder.path + "/unknown.yaml"], [:],
                "unknown.yaml:2: \"colour\" is unknown"
            ),
            (
                ["--config", folder.path + "/bad-value.yaml"], [:],
                "bad-value.yaml: loops: \"many\" is not"
            ),
            (["--config", folder.path + "/not.yaml"], [:], "not.yaml"),
            (["--config", folder.path + "/nowhere.yaml"], [:], "nowhere.yaml"),
            (["--data", folder.path + "/file/below"], [:], "data directory cannot be made"),
            (["--data", "/proc/clinic"], [:], "/proc/clinic: this data directory cannot be made"),
            (["--data", folder.path + "/junk"], [:], "clinic.sqlite is not a clinic database"),
            (
                ["--memory", "--content", folder.path + "/nowhere"], [:],
                "this content directory does not exist"
            ),
            (["--memory", "--content", folder.path + "/broken"], [:], "site.yaml"),
            (["--resources", folder.path], [:], "check --resources"),
            (["--colour", "red"], [:], "Unknown option '--colour'"),
        ]
        for (arguments, environment, expected) in rows {
            let listen = arguments.contains("--listen") ? [] : ["--listen", "127.0.0.1:0"]
            let known = arguments.contains("--resources") ? [] : resources
            let data =
                arguments.contains("--data") || arguments.contains("--memory") ? [] : ["--memory"]
            let (status, output, errors) = try await run(
                ["serve"] + listen + known + data + arguments, environment: environment)
            #expect(status != 0 && status < 128, "\(arguments): \(status)")
            #expect(errors.contains(expected), "\(arguments): \(errors)")
            #expect(output.isEmpty, "\(arguments)")
        }
    }

    @Test("a port or a data directory in use is told so")
    func inUse() async throws {
        let folder = try Folder()
        let data = ["--data", folder.path + "/data"]
        let (process, port) = try await ClinicProcess.serving(data)
        let samePort = try await run([
            "serve", "--memory", "--listen", "127.0.0.1:\(port)", "--resources",
            ClinicProcess.resources,
        ])
        #expect(samePort.status == 1 && samePort.errors.contains("127.0.0.1:\(port)"))
        #expect(samePort.errors.contains("in use"))
        let sameData = try await run(
            ["serve", "--listen", "127.0.0.1:0", "--resources", ClinicProcess.resources] + data)
        #expect(sameData.status == 1)
        #expect(sameData.errors.contains("another clinic process uses this data directory"))
        process.signal(SIGTERM)
        #expect(try await process.end() == 0)
    }

    @Test("health asks a running server, export writes its library beside it")
    func healthAndExport() async throws {
        let folder = try Folder()
        let (process, port) = try await ClinicProcess.serving(["--data", folder.path + "/data"])
        let healthy = try await run(["health", "http://127.0.0.1:\(port)"])
        #expect(healthy.status == 0 && healthy.output == "ok\n")
        let lost = try await run(["health", "http://127.0.0.1:\(port)/nope"])
        #expect(lost.status == 1 && lost.errors.contains("404"))
        let export = try await run(["export", "--data", folder.path + "/data"])
        #expect(export.status == 0)
        #expect(export.output.split(separator: "\n").count == 35)
        process.signal(SIGTERM)
        _ = try await process.end()
        let nobody = try await run(["health", "http://127.0.0.1:\(port)"])
        #expect(nobody.status == 1 && nobody.errors.contains("nothing answers"))
        let nothing = try await run(["export", "--data", folder.path + "/nowhere"])
        #expect(nothing.status == 1 && nothing.errors.contains("there is no library"))
    }

    @Test("--version and --help answer on standard output")
    func version() async throws {
        #expect(try await run(["--version"]).output == "0.1.0\n")
        let help = try await run(["serve", "--help"])
        #expect(help.status == 0)
        for option in [
            "--listen", "--data", "--content", "--resources", "--memory", "--loops", "--ops-port",
            "--ops-listen", "--rate-limit", "--trust-proxy", "--drain-delay", "--access-log-sample",
            "--gzip-minimum", "--tls-cert", "--tls-key", "--tls-ocsp", "--hsts",
            "--webhook-allow", "--webhook-retry",
        ] {
            #expect(help.output.contains(option), "\(option)")
        }
    }

    @Test("tokens are made and revoked while the server runs and while it does not")
    func tokens() async throws {
        let folder = try Folder()
        let data = ["--data", folder.path + "/data"]
        let early = try await run(["token", "create", "--name", "n", "--scope", "write"] + data)
        #expect(early.status == 1 && early.errors.contains("there is no library"))
        let (process, port) = try await ClinicProcess.serving(data)
        let create = ["token", "create", "--name", "n", "--scope", "write", "--expires", "90d"]
        let running = try await run(create + data)
        #expect(running.status == 0 && running.output.hasPrefix("clinic_"))
        let token = running.output.trimmingCharacters(in: .whitespacesAndNewlines)
        func asksForDraft(_ token: String, _ port: UInt16) throws -> Int {
            let socket = try Socket(port: port)
            socket.send(
                "GET /v1/symptoms/backache?state=draft HTTP/1.1\r\nHost: x\r\n"
                    + "Authorization: Bearer \(token)\r\n\r\n")
            return try socket.readAnswer().status
        }
        #expect(try asksForDraft(token, port) == 200)
        let id = String(token.split(separator: "_")[1])
        #expect(try await run(["token", "revoke", id] + data).status == 0)
        #expect(try asksForDraft(token, port) == 401)
        let bad = try await run(["token", "create", "--name", "n", "--scope", "all"] + data)
        #expect(bad.status == 1 && bad.errors.contains("--scope"))
        let backup = try await run(["backup", folder.path + "/b.sqlite"] + data)
        #expect(backup.status == 0)
        #expect(try await run(["verify"] + data).output.contains("no faults"))
        #expect(try await run(["reviews"] + data).output.isEmpty)
        let unreviewed = try await run(["reviews", "--unreviewed"] + data)
        #expect(unreviewed.output.split(separator: "\n").count == 34)
        #expect(try await run(["reviews", "--within", "soon"] + data).status == 1)
        process.signal(SIGTERM)
        #expect(try await process.end() == 0)

        let stopped = try await run(create + data)
        #expect(stopped.status == 0 && stopped.output.hasPrefix("clinic_"))
        let list = try await run(["token", "list"] + data)
        #expect(list.output.split(separator: "\n").count == 2)
        let other = ["--data", folder.path + "/other"]
        #expect(try await run(["restore", folder.path + "/b.sqlite"] + other).status == 0)
        #expect(try await run(["verify"] + other).output.contains("35 revisions, no faults"))
    }

    @Test(
        "webhooks are made, listed, enabled and removed while the server runs and while it does not"
    )
    func webhooks() async throws {
        let folder = try Folder()
        let data = ["--data", folder.path + "/data"]
        func webhook(_ arguments: String...) async throws -> (
            status: Int32, output: String, errors: String
        ) {
            try await run(["webhook"] + arguments + data)
        }
        let add = ["webhook", "add", "https://127.0.0.1:9/hook", "--events", "all"] + data
        let early = try await run(add)
        #expect(early.status == 1 && early.errors.contains("there is no library"))
        let (process, _) = try await ClinicProcess.serving(data)
        let running = try await run(add)
        let words = running.output.split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(running.status == 0 && words.count == 2 && words[1].hasPrefix("whsec_"))
        let list = try await webhook("list")
        #expect(list.output.contains(words[0]) && !list.output.contains("whsec_"))
        #expect(list.output.contains("active  0 changes waiting"))
        let test = try await webhook("test", words[0])
        #expect(test.status == 1 && test.errors.contains("127.0.0.1 is not a public address"))
        let log = try await webhook("deliveries", words[0])
        #expect(log.output.contains("test  attempt 1  failed: 127.0.0.1 is not a public address"))
        process.signal(SIGTERM)
        #expect(try await process.end() == 0)

        let stopped = try await run(add + ["--name", "second"])
        let other = String(stopped.output.prefix(12))
        #expect(stopped.status == 0)
        #expect(try await webhook("enable", other, "--since", "0").status == 0)
        let both = try await webhook("list")
        #expect(both.output.contains("second") && both.output.contains("active  35 changes"))
        #expect(try await webhook("enable", other, "--since", "36").errors.contains("number 35"))
        #expect(try await webhook("test", other).errors.contains("running server"))
        #expect(try await webhook("remove", other).status == 0)
        #expect(try await webhook("remove", other).errors.contains("no webhook of this id"))
        for (arguments, expected) in [
            (["add", "ftp://a.example", "--events", "all"], "web address"),
            (["add", "https://a.example", "--events", "moved"], "--events: \"moved\" is not"),
            (["add", "https://a.example", "--events", ""], "/events"),
            (["remove", "x y"], "no webhook of this id"),
            (["deliveries", "000000000000"], "no webhook of this id"),
            (["enable", "000000000000", "--since", "-1"], "--since"),
        ] {
            let bad = try await run(["webhook"] + arguments + data)
            #expect(bad.status != 0 && bad.errors.contains(expected), "\(arguments): \(bad.errors)")
        }
        #expect(try await run(["verify"] + data).output.contains("no faults"))
    }
}
