import ClinicAPI
import ClinicCore
import ClinicStore
import Foundation
import HTTP
import Testing

@Suite("Preview links")
struct PreviewTests {
    private func link(_ editor: Editor, _ path: String) async throws -> String {
        try #require(try await editor.json("POST \(path)/preview", status: 201).text("/href"))
    }

    @Test("a preview link shows the latest draft to who has it, and tells nobody else to keep it")
    func shows() async throws {
        let library = try Library()
        let editor = try await Editor(library, .write)
        let path = "/v1/conditions/back-spasm"
        let public1 = try await library.json(path)
        _ = try await editor.json("PATCH \(path)", #"{"summary":"Draft one"}"#, "If-Match: \"1\"")
        let made = try await editor.send("POST \(path)/preview", "{}", "If-Match: \"2\"")
        #expect(made.status == 201)
        let answer = try JSONParser.parse(made.bodyBytes)
        let href = try #require(answer.text("/href"))
        #expect(made.fieldValue("Location") == href && href.utf8.count == 13 + 64)
        #expect(made.fieldValue("Cache-Control") == "private, no-store")
        #expect(answer.text("/expiresAt") == "2026-11-22T11:00:00Z")

        _ = try await editor.json("PATCH \(path)", #"{"summary":"Draft two"}"#, "If-Match: \"2\"")
        let shown = try await library.get(href, "Accept-Encoding: gzip")
        #expect(shown.status == 200)
        #expect(shown.fieldValue("Cache-Control") == "private, no-store")
        #expect(shown.fieldValue("X-Robots-Tag") == "noindex, nofollow")
        #expect(shown.fieldValue("Referrer-Policy") == "no-referrer")
        #expect(shown.fieldValue("Content-Encoding") == nil && shown.fieldValue("ETag") == nil)
        #expect(shown.route == "/v1/previews/{link}")
        let draft = try JSONParser.parse(shown.bodyBytes)
        #expect(draft.text("/state") == "draft" && draft.text("/summary") == "Draft two")
        // All else is as in public: names, red flags, the disclaimer.
        for name in ["redFlags", "disclaimer", "symptoms", "callToAction", "review"] {
            #expect(draft[name] == public1[name], "\(name)")
        }
        #expect(draft["updatedBy"] == nil)
        #expect(!String(decoding: shown.bodyBytes, as: UTF8.self).contains(href))
        #expect(try await library.send("HEAD \(href)").status == 200)
        #expect(try await library.send("POST \(href)", ["Content-Length: 0"]).status == 405)
        #expect(try await library.get(href + "?colour=red").status == 400)
        #expect(try await library.get(href, "Accept: text/html").status == 406)
        #expect(try await library.json(path) == public1)
    }

    @Test("a preview link ends after an hour, to the second")
    func hour() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        _ = try await editor.json(
            "PUT /v1/symptoms/x", #"{"name":"X"}"#, "If-None-Match: *", status: 201)
        let href = try await link(editor, "/v1/symptoms/x")
        library.setTime(Library.start.addingTimeInterval(3599))
        #expect(try await library.get(href).status == 200)
        library.setTime(Library.start.addingTimeInterval(3600))
        let ended = try await library.json(href, status: 404)
        #expect(ended["instance"] == nil)
        // One that never was is answered the same.
        let other = try await library.json(
            "/v1/previews/" + String(repeating: "0", count: 64), status: 404)
        #expect(ended == other)
    }

    @Test(
        "a preview link ends with its draft, and shows none that is made later",
        arguments: [
            "publish", "withdraw", "rename", "delete",
        ])
    func draftGone(command: String) async throws {
        let library = try Library()
        let editor = try await Editor(library)
        let path = "/v1/symptoms/x"
        try await editor.create(path, #"{"name":"X","summary":"S"}"#)
        _ = try await editor.json("PATCH \(path)", #"{"summary":"T"}"#, "If-Match: *")
        let href = try await link(editor, path)
        #expect(try await library.get(href).status == 200)
        switch command {
        case "delete": _ = try await editor.json("DELETE \(path)", "", "If-Match: *", status: 204)
        case "publish": _ = try await editor.json("POST \(path)/publish", "", "If-Match: *")
        case "rename": _ = try await editor.json("POST \(path)/rename", #"{"slug":"y"}"#)
        default: _ = try await editor.json("POST \(path)/withdraw", #"{"reason":"R"}"#)
        }
        #expect(try await library.get(href).status == 404)
        let isGone = ["rename", "delete"].contains(command)
        let precondition = isGone ? "If-None-Match: *" : "If-Match: *"
        let again = try await editor.send("PUT \(path)", #"{"name":"Later"}"#, precondition)
        #expect(again.status < 300)
        #expect(try await library.get(href).status == 404)
    }

    @Test("a scheduled draft can be shown, and what has none cannot")
    func states() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        _ = try await editor.json("POST /v1/symptoms/backache/preview", status: 409)
        _ = try await editor.json("POST /v1/symptoms/none/preview", status: 404)
        _ = try await editor.json(
            "PUT /v1/symptoms/x", #"{"name":"X","summary":"S"}"#, "If-None-Match: *", status: 201)
        _ = try await editor.json(
            "POST /v1/symptoms/x/preview", "{}", "If-Match: \"7\"", status: 412)
        _ = try await editor.json(
            "POST /v1/symptoms/x/publish", #"{"at":"2036-01-01T00:00:00Z"}"#, "If-Match: \"1\"")
        let shown = try await library.json(try await link(editor, "/v1/symptoms/x"))
        #expect(shown.text("/name") == "X")
        _ = try await editor.json("PATCH /v1/site", #"{"name":"New"}"#, "If-Match: *")
        let site = try await library.json(try await link(editor, "/v1/site"))
        #expect(site.text("/state") == "draft" && site.text("/name") == "New")
    }

    @Test("a preview names what is public alone, and no other draft")
    func mentions() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        _ = try await editor.json(
            "PUT /v1/symptoms/secret", #"{"name":"SECRETNAME"}"#, "If-None-Match: *", status: 201)
        _ = try await editor.json(
            "PUT /v1/conditions/x",
            #"{"name":"X","symptoms":[{"slug":"secret"},{"slug":"backache"}]}"#,
            "If-None-Match: *", status: 201)
        let shown = try await library.json(try await link(editor, "/v1/conditions/x"))
        #expect(shown[at: "/symptoms/0"] == .object(["slug": .string("secret")]))
        #expect(shown.text("/symptoms/1/name") == "Backache")
    }

    @Test("no copy of the database opens a draft: the store keeps no link, and no log has one")
    func unreadable() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        _ = try await editor.json("PATCH /v1/symptoms/backache", #"{"summary":"D"}"#, "If-Match: *")
        let href = try await link(editor, "/v1/symptoms/backache")
        let secret = try #require(href.split(separator: "/").last)
        #expect(try await library.get(href).status == 200)
        let copy = library.directory.path + "/copy"
        try ReadOnlyLibrary(library.directory).backUp(to: copy)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: copy))
        #expect(bytes.range(of: Data(secret.utf8)) == nil)
        #expect(!library.log.text.contains(secret))
        let audit = try await editor.json("GET /v1/audit")
        #expect(audit.text("/items/0/action") == "preview")
    }

    @Test("a document has 100 preview links at most")
    func limit() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        _ = try await editor.json(
            "PUT /v1/symptoms/x", #"{"name":"X"}"#, "If-None-Match: *", status: 201)
        for _ in 1...100 { _ = try await link(editor, "/v1/symptoms/x") }
        _ = try await editor.json("POST /v1/symptoms/x/preview", status: 409)
        // Those whose hour is over make room.
        library.setTime(Library.start.addingTimeInterval(3600))
        _ = try await link(editor, "/v1/symptoms/x")
    }
}
