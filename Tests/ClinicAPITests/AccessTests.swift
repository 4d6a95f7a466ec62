import ClinicAPI
import ClinicCore
import ClinicStore
import Foundation
import HTTP
import Testing

@Suite("Tokens, scopes and what never leaks")
struct AccessTests {
    static let routes = [
        "PUT /v1/symptoms/backache", "PATCH /v1/symptoms/backache", "DELETE /v1/symptoms/backache",
        "GET /v1/symptoms/backache?state=draft", "POST /v1/symptoms/backache/publish",
        "POST /v1/symptoms/backache/review", "POST /v1/symptoms/backache/withdraw",
        "POST /v1/symptoms/backache/rename", "GET /v1/symptoms/backache/revisions",
        "GET /v1/symptoms/backache/revisions/1", "POST /v1/symptoms/backache/revisions/1/restore",
        "GET /v1/tokens", "POST /v1/tokens", "DELETE /v1/tokens/000000000000", "GET /v1/audit",
        "GET /v1/reviews", "PUT /v1/site", "POST /v1/site/publish", "GET /v1/webhooks",
        "POST /v1/webhooks", "GET /v1/webhooks/000000000000", "DELETE /v1/webhooks/000000000000",
        "GET /v1/webhooks/000000000000/deliveries", "POST /v1/webhooks/000000000000/enable",
        "POST /v1/webhooks/000000000000/test",
    ]

    @Test("nothing of an editor's works without a token, or with a false one", arguments: routes)
    func unauthorized(line: String) async throws {
        let library = try Library()
        let none = try await library.send(line, ["Content-Length: 0"])
        #expect(none.status == 401)
        #expect(none.fieldValue("WWW-Authenticate") == "Bearer realm=\"clinic\"")
        let zeros = String(repeating: "0", count: 64)
        for token in ["x", "clinic_000000000000_\(zeros)", "clinic__", ""] {
            let response = try await library.send(
                line, ["Content-Length: 0", "Authorization: Bearer \(token)"])
            #expect(response.status == 401, "\(token)")
        }
        let basic = try await library.send(
            line, ["Authorization: Basic YTpi", "Content-Length: 0"])
        #expect(basic.status == 401)
    }

    @Test(
        "each scope allows its own and what is below it",
        arguments: [
            (Scope.readDrafts, ["GET /v1/symptoms/backache?state=draft", "GET /v1/reviews"]),
            (
                .write,
                ["PUT /v1/symptoms/backache", "POST /v1/symptoms/backache/revisions/1/restore"]
            ),
            (.publish, ["DELETE /v1/symptoms/backache", "POST /v1/symptoms/backache/publish"]),
            (
                .admin,
                [
                    "GET /v1/audit", "GET /v1/tokens", "GET /v1/webhooks", "POST /v1/webhooks",
                    "POST /v1/webhooks/000000000000/test",
                ]
            ),
        ])
    func scopes(scope: Scope, lines: [String]) async throws {
        let library = try Library()
        for held in Scope.allCases {
            let editor = try await Editor(library, held)
            for line in lines {
                let response = try await editor.send(line, "", "If-Match: \"999\"")
                let allowed =
                    Scope.allCases.firstIndex(of: held)! >= Scope.allCases.firstIndex(of: scope)!
                #expect((response.status != 403) == allowed, "\(held) \(line): \(response.status)")
                if !allowed {
                    #expect(
                        response.fieldValue("WWW-Authenticate")?.contains("insufficient_scope")
                            == true)
                }
            }
        }
    }

    @Test("tokens end when they expire or are revoked, and never show their secret again")
    func tokens() async throws {
        let library = try Library()
        let admin = try await Editor(library)
        let made = try await admin.json(
            "POST /v1/tokens",
            #"{"name":"site","scopes":["read:drafts"],"expiresAt":"2026-11-23T10:00:00Z"}"#,
            status: 201)
        let text = try #require(made.text("/token"))
        let fields = ["Authorization: Bearer \(text)"]
        #expect(try await library.send("GET /v1/reviews", fields).status == 200)
        let list = try await admin.send("GET /v1/tokens")
        let secret = try #require(text.split(separator: "_").last)
        #expect(!String(decoding: list.bodyBytes, as: UTF8.self).contains(secret))
        library.setTime(Library.start.addingTimeInterval(86_400))
        #expect(try await library.send("GET /v1/reviews", fields).status == 401)
        library.setTime(Library.start)
        let id = try #require(made.text("/id"))
        _ = try await admin.json("DELETE /v1/tokens/\(id)", status: 204)
        #expect(try await library.send("GET /v1/reviews", fields).status == 401)
    }

    @Test("the audit log says who did what, and from where")
    func audit() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        _ = try await editor.json(
            "PATCH /v1/symptoms/backache", #"{"summary":"X"}"#, "If-Match: \"1\"")
        let reader = try await Editor(library, .readDrafts)
        _ = try await reader.send("DELETE /v1/symptoms/backache", "", "If-Match: \"2\"")
        // A refusal is written down behind its answer.
        var items: [Value] = []
        for _ in 0..<200 where !items.contains(where: { $0.text("/outcome") == "forbidden" }) {
            try await Task.sleep(for: .milliseconds(10))
            items = try await editor.json("GET /v1/audit").list("/items")
        }
        let patch = try #require(items.first { $0.text("/action") == "patch" })
        #expect(patch.text("/actor") == "editor" && patch.text("/slug") == "backache")
        #expect(
            patch.integer("/revision") == 2 && patch.text("/peer")?.contains("127.0.0.1") == true)
        #expect(items.contains { $0.text("/outcome") == "forbidden" })
    }

    @Test("no draft, withdrawn text or token is in any public answer")
    func leaks() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        let marker = "MARKERTEXT"
        for (collection, slug) in [
            ("conditions", "back-spasm"), ("symptoms", "backache"), ("treatments", "walking"),
            ("clinics", "orthotexas-frisco"),
        ] {
            _ = try await editor.json(
                "PATCH /v1/\(collection)/\(slug)",
                #"{"name":"\#(marker)","summary":"\#(marker)","tags":["\#(marker.lowercased())"]}"#,
                "If-Match: \"1\"")
            _ = try await editor.json(
                "PUT /v1/\(collection)/hidden", #"{"name":"\#(marker)"}"#, "If-None-Match: *",
                status: 201)
        }
        _ = try await editor.json("PATCH /v1/site", #"{"name":"\#(marker)"}"#, "If-Match: \"1\"")
        try await editor.create(
            "/v1/symptoms/taken-back", #"{"name":"\#(marker)","summary":"\#(marker)"}"#)
        _ = try await editor.json("POST /v1/symptoms/taken-back/withdraw", #"{"reason":"wrong"}"#)
        var targets = [
            "/v1", "/v1/site", "/v1/tags", "/v1/specialties", "/v1/body-regions", "/v1/changes",
            "/health", "/readyz?verbose", "/version", "/problems", "/v1/symptoms/taken-back",
            "/v1/conditions?include=symptoms,treatments&limit=100",
        ]
        for collection in ["conditions", "symptoms", "treatments", "clinics"] {
            targets += ["/v1/\(collection)?limit=100", "/v1/\(collection)/hidden"]
            targets += ["", "&sort=-name", "&fields=name,summary,tags"].map {
                "/v1/\(collection)?limit=100\($0)"
            }
            for item in try await library.json("/v1/\(collection)?limit=100").list("/items") {
                targets.append(try #require(item.text("/href")))
            }
        }
        targets += [
            "overview", "causes", "symptoms", "diagnosis", "treatments", "red-flags", "related",
        ]
        .map { "/v1/conditions/back-spasm/\($0)" }
        let secret = editor.token.split(separator: "_").last ?? ""
        for target in targets {
            for _ in 1...2 {
                let response = try await library.get(target)
                let text = (response.headText + String(decoding: response.bodyBytes, as: UTF8.self))
                #expect(!text.localizedCaseInsensitiveContains(marker), "\(target)")
                #expect(!text.contains(secret), "\(target)")
            }
        }
        let lines = LibraryExport(now: Library.start)
        while let page = try library.store.read(lines.nextPage) {
            #expect(!String(decoding: page, as: UTF8.self).contains(marker))
        }
    }

    @Test("a held request for changes is answered when something changes, and not before")
    func longPoll() async throws {
        let library = try Library()
        async let held = library.json("/v1/changes?since=35&wait=30s")
        try await Task.sleep(for: .milliseconds(100))
        try library.publish(.symptom, "new", #"{"name":"N","summary":"S"}"#)
        let changes = try await held
        #expect(changes.list("/changes").compactMap { $0.text("/slug") } == ["new"])
        let none = try await library.json("/v1/changes?since=36&wait=0s")
        #expect(none.list("/changes").isEmpty)
    }

    @Test("whoever is at the data directory's socket is an administrator, and audited")
    func local() async throws {
        let library = try Library()
        let fields = [
            "If-Match: \"1\"", "Content-Type: application/merge-patch+json", "Content-Length: 1",
        ]
        let body = Array(#"{"summary":"Local"}"#.utf8)
        let response = try await library.send(
            "PATCH /v1/symptoms/backache", fields, body: body, to: library.api.localResponder)
        #expect(response.status == 200)
        #expect(
            try await library.send("GET /v1/tokens", [], to: library.api.localResponder).status
                == 200)
        let audit = try library.store.read { try $0.audit(before: .max, limit: 1) }
        #expect(audit.first?.entry.actor == "command line" && audit.first?.entry.token == nil)
    }
}
