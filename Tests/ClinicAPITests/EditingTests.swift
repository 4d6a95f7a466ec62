import ClinicAPI
import ClinicCore
import ClinicStore
import Foundation
import Gzip
import HTTP
import Testing

@Suite("Editing")
struct EditingTests {
    static let symptom = #"{"name":"Ache","summary":"S"}"#

    @Test("a document is drafted, published, changed, withdrawn, restored")
    func life() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        let path = "/v1/symptoms/ache"
        let created = try await editor.send("PUT \(path)", Self.symptom, "If-None-Match: *")
        #expect(created.status == 201 && created.fieldValue("ETag") == "\"1\"")
        #expect(created.fieldValue("Location") == path)
        #expect(created.fieldValue("Cache-Control") == "private, no-store")
        #expect(try await library.get(path).status == 404)
        #expect(try await editor.json("GET \(path)?state=draft").text("/state") == "draft")
        _ = try await editor.json("POST \(path)/publish", "", "If-Match: \"1\"")
        #expect(try await library.json(path).text("/summary") == "S")

        let patched = try await editor.json(
            "PATCH \(path)", #"{"summary":"Changed","tags":["new"]}"#, "If-Match: \"2\"")
        #expect(patched.text("/state") == "draft" && patched["public"] == .bool(true))
        #expect(try await library.json(path).text("/summary") == "S")
        _ = try await editor.json("POST \(path)/publish", "", "If-Match: \"3\"")
        #expect(try await library.json(path).text("/summary") == "Changed")

        _ = try await editor.json(
            "POST \(path)/withdraw", #"{"reason":"It was wrong","replacement":"backache"}"#)
        let gone = try await library.json(path, status: 410)
        #expect(gone.text("/reason") == "It was wrong")
        #expect(gone.text("/replacement/href") == "/v1/symptoms/backache")

        _ = try await editor.json("POST \(path)/revisions/2/restore")
        _ = try await editor.json("POST \(path)/publish", "", "If-Match: \"6\"")
        #expect(try await library.json(path).text("/summary") == "S")
        let history = try await editor.json("GET \(path)/revisions")
        #expect(
            history.list("/items").compactMap { $0.text("/action") }
                == ["publish", "draft", "withdraw", "publish", "draft", "publish", "draft"])
        let changes = try await library.json("/v1/changes?since=35")
        #expect(
            changes.list("/changes").compactMap { $0.text("/change") }
                == ["published", "updated", "withdrawn", "published"])
        #expect(changes.list("/changes").compactMap { $0.integer("/number") } == [36, 37, 38, 39])
        #expect(changes.text("/next") == "/v1/changes?since=39" && changes["more"] == .bool(false))
    }

    @Test("what was read as a draft can be sent back as it is")
    func sendBack() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        for path in ["/v1/conditions/back-spasm", "/v1/clinics/orthotexas-frisco", "/v1/site"] {
            let draft = try await editor.send("GET \(path)?state=draft")
            let tag = try #require(draft.fieldValue("ETag"))
            let text = String(decoding: draft.bodyBytes, as: UTF8.self)
            let saved = try await editor.json("PUT \(path)", text, "If-Match: \(tag)")
            #expect(saved.list("/findings").isEmpty)
            let whole = try await library.get(path)
            if path != "/v1/site" {
                let again = String(decoding: whole.bodyBytes, as: UTF8.self)
                _ = try await editor.json("PUT \(path)", again, "If-Match: \"2\"")
            }
        }
    }

    @Test("two editors on one document: the second is told the current revision")
    func lostUpdate() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        let path = "/v1/symptoms/backache"
        _ = try await editor.json("PATCH \(path)", #"{"summary":"One"}"#, "If-Match: \"1\"")
        let problem = try await editor.json(
            "PATCH \(path)", #"{"summary":"Two"}"#, "If-Match: \"1\"", status: 412)
        #expect(problem.integer("/currentRevision") == 2)
        #expect(try await editor.json("GET \(path)?state=draft").text("/summary") == "One")
    }

    @Test(
        "what cannot be done is told, and nothing is saved",
        arguments: [
            ("PUT /v1/symptoms/x", #"{"name":"X"}"#, "X-None: 1", 428),
            ("PUT /v1/symptoms/x", #"{"name":"X"}"#, "If-Match: \"1\"", 412),
            ("PUT /v1/symptoms/backache", #"{"name":"X"}"#, "If-None-Match: *", 412),
            ("PUT /v1/symptoms/backache", #"{"name":"X"}"#, "If-Match: W/\"1\"", 412),
            ("PUT /v1/symptoms/x", #"{"name":3,"colour":1}"#, "If-None-Match: *", 422),
            ("PUT /v1/symptoms/x", #"{"name":"X","name":"Y"}"#, "If-None-Match: *", 400),
            ("PUT /v1/symptoms/x", "[]", "If-None-Match: *", 422),
            ("PUT /v1/symptoms/x", "not json", "If-None-Match: *", 400),
            ("PUT /v1/symptoms/x?lang=english", #"{"name":"X"}"#, "If-None-Match: *", 400),
            ("PUT /v1/symptoms/x?colour=red", #"{"name":"X"}"#, "If-None-Match: *", 400),
            ("DELETE /v1/symptoms/backache", "", "X-None: 1", 428),
            ("DELETE /v1/symptoms/backache", "", "If-Match: \"1\"", 409),
            ("POST /v1/symptoms/backache/publish", "", "If-Match: \"1\"", 409),
            ("POST /v1/symptoms/backache/withdraw", "", "If-Match: \"1\"", 422),
            ("POST /v1/symptoms/backache/withdraw", #"{"reason":"R"}"#, "If-Match: \"1\"", 409),
            ("POST /v1/symptoms/backache/rename", #"{"slug":"hip-pain"}"#, "If-Match: \"1\"", 409),
            ("POST /v1/symptoms/backache/rename", #"{"slug":"Hip Pain"}"#, "If-Match: \"1\"", 422),
            ("POST /v1/symptoms/backache/review", "{}", "If-Match: \"1\"", 422),
            ("POST /v1/symptoms/backache/revisions/9/restore", "", "If-Match: \"1\"", 404),
            ("POST /v1/symptoms/none/publish", "", "If-Match: \"1\"", 412),
            ("DELETE /v1/tokens/000000000000", "", "X-None: 1", 404),
            // Parameters that there are not.
            ("DELETE /v1/tokens/000000000000?colour=red", "", "X-None: 1", 400),
            ("POST /v1/tokens?colour=red", #"{"name":"X","scopes":["admin"]}"#, "X-None: 1", 400),
            // Members that there are not.
            (
                "POST /v1/symptoms/backache/revisions/1/restore", #"{"colour":"red"}"#,
                "If-Match: \"1\"", 422
            ),
            // One spelling each.
            ("GET /v1/changes?since=%2B5", "", "X-None: 1", 400),
            ("GET /v1/changes?limit=05", "", "X-None: 1", 400),
            ("GET /v1/changes?wait=05s", "", "X-None: 1", 400),
            ("GET /v1/audit?before=%2B5", "", "X-None: 1", 400),
            ("GET /v1/audit?limit=05", "", "X-None: 1", 400),
            ("GET /v1/reviews?within=060d", "", "X-None: 1", 400),
            ("GET /v1/symptoms/backache/revisions/1?against=01", "", "X-None: 1", 400),
            // A page is of lists that grow only.
            ("GET /v1/tokens?limit=5", "", "X-None: 1", 400),
            ("GET /v1/symptoms/backache/revisions/1?limit=5", "", "X-None: 1", 400),
            // The site stays.
            ("POST /v1/site/withdraw", #"{"reason":"R"}"#, "X-None: 1", 404),
            ("POST /v1/site/rename", #"{"slug":"other"}"#, "X-None: 1", 404),
            ("POST /v1/site/review", "{}", "X-None: 1", 404),
            ("GET /v1/site?fields=review", "", "X-None: 1", 400),
        ])
    func refused(line: String, body: String, field: String, status: Int) async throws {
        let library = try Library()
        let editor = try await Editor(library)
        let problem = try await editor.json(line, body, field, status: status)
        #expect(problem.integer("/status") == status)
        if status == 422 {
            #expect(problem.list("/errors").allSatisfy { $0.text("/detail")?.isEmpty == false })
        }
        #expect(library.store.generation == 35)
        #expect(
            try await editor.json("GET /v1/symptoms/backache/revisions").list("/items").count == 1)
        _ = try await editor.json("GET /v1/symptoms/x?state=draft", status: 404)
    }

    @Test(
        "a draft may lack a name, and can be read again",
        arguments: ["conditions", "symptoms", "treatments", "clinics"])
    func nameless(collection: String) async throws {
        let library = try Library()
        let editor = try await Editor(library)
        let path = "/v1/\(collection)/x"
        let saved = try await editor.json(
            "PUT \(path)", #"{"summary":"S"}"#, "If-None-Match: *", status: 201)
        #expect(saved["name"] == nil)
        #expect(saved.list("/findings").first?.text("/pointer") == "/name")
        _ = try await editor.json("PATCH \(path)", #"{"name":"X"}"#, "If-Match: *")
        let draft = try await editor.json("PATCH /v1/site", #"{"name":null}"#, "If-Match: *")
        #expect(draft["name"] == nil && !draft.list("/findings").isEmpty)
    }

    @Test("the site cannot be published for a time only")
    func siteStays() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        _ = try await editor.json("PATCH /v1/site", #"{"name":"Other"}"#, "If-Match: *")
        _ = try await editor.json(
            "POST /v1/site/publish", #"{"until":"2036-01-01T00:00:00Z"}"#, "If-Match: *",
            status: 409)
        _ = try await editor.json("POST /v1/site/publish", "", "If-Match: *")
        #expect(try await library.json("/v1/site").text("/name") == "Other")
    }

    @Test("a draft is asked for however `state` is spelt, and the public document names it")
    func state() async throws {
        let library = try Library()
        #expect(try await library.get("/v1/symptoms/backache?%73tate=draft").status == 401)
        #expect(try await library.get("/v1/symptoms/backache?stated=1").status == 400)
        let problem = try await library.json("/v1/symptoms/backache?colour=red", status: 400)
        #expect(problem.text("/detail")?.hasSuffix("pretty, state") == true)
    }

    @Test("HEAD says of a stream what GET does")
    func streamHead() async throws {
        let library = try Library()
        let field = "Accept: text/event-stream"
        let get = try await library.get("/v1/changes", field)
        let head = try await library.send("HEAD /v1/changes", [field])
        #expect(get.fieldValue("Content-Type") == "text/event-stream")
        for name in ["Content-Type", "Cache-Control", "Vary", "ETag"] {
            #expect(head.fieldValue(name) == get.fieldValue(name), "\(name)")
        }
    }

    @Test("the answer to a repeated POST says again where the document is")
    func repeatedLocation() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        let path = "/v1/symptoms/ache"
        try await editor.create(path, Self.symptom)
        _ = try await editor.json("DELETE \(path)", "", "If-Match: *", status: 204)
        let line = "POST \(path)/revisions/1/restore"
        for _ in 1...2 {
            let made = try await editor.send(line, "", "If-None-Match: *", "Idempotency-Key: k")
            #expect(made.status == 201 && made.fieldValue("Location") == path)
        }
    }

    @Test("bodies have a media type and a size, and may be gzip")
    func bodies() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        let plain = try await editor.send(
            "PUT /v1/symptoms/x", Self.symptom, "If-None-Match: *", as: "text/plain")
        #expect(plain.status == 415)
        let patch = try await editor.send(
            "PATCH /v1/symptoms/backache", "{}", "If-Match: \"1\"", as: "application/json")
        #expect(patch.status == 415)
        let brotli = try await editor.send(
            "PUT /v1/symptoms/x", Self.symptom, "If-None-Match: *", "Content-Encoding: br")
        #expect(brotli.status == 415 && brotli.fieldValue("Accept-Encoding") == "gzip")
        let fields = [
            "Authorization: Bearer \(editor.token)", "Content-Type: application/json",
            "If-None-Match: *", "Content-Encoding: gzip", "Content-Length: 1",
        ]
        let small = Gzip.compress(Array(Self.symptom.utf8))
        #expect(try await library.send("PUT /v1/symptoms/x", fields, body: small).status == 201)
        let bomb = Gzip.compress(Array(repeating: UInt8(ascii: " "), count: (1 << 20) + 1))
        #expect(try await library.send("PUT /v1/symptoms/y", fields, body: bomb).status == 413)
        #expect(try await library.send("PUT /v1/symptoms/y", fields, body: [1, 2]).status == 400)
    }

    @Test("a draft with findings is kept, and publishing tells all of them")
    func blocked() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        let json = #"{"name":"X","symptoms":[{"slug":"nothing"}]}"#
        let draft = try await editor.json(
            "PUT /v1/conditions/x", json, "If-None-Match: *", status: 201)
        #expect(draft.list("/findings").count == 2)
        let problem = try await editor.json(
            "POST /v1/conditions/x/publish", "", "If-Match: \"1\"", status: 409)
        let pointers = problem.list("/errors").compactMap { $0.text("/pointer") }
        #expect(pointers == ["/summary", "/overview", "/symptoms/0/slug"])
    }

    @Test("what public documents name cannot go, and the answer lists who needs it")
    func needed() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        let problem = try await editor.json(
            "DELETE /v1/symptoms/neck-pain-and-stiffness", "", "If-Match: \"1\"", status: 409)
        let slugs = problem.list("/neededBy").compactMap { $0.text("/slug") }
        #expect(slugs == ["back-spasm", "osteoarthritis-of-the-spine"])
        try await editor.create("/v1/symptoms/ache", Self.symptom)
        _ = try await editor.json("DELETE /v1/symptoms/ache", "", "If-Match: \"2\"", status: 204)
        #expect(try await library.get("/v1/symptoms/ache").status == 404)
        let last = try await library.json("/v1/changes?since=36")
        #expect(last.text("/changes/0/change") == "deleted")
    }

    @Test("a renamed document leads on, and who names it follows")
    func rename() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        _ = try await editor.json(
            "PATCH /v1/conditions/sciatica", #"{"summary":"Draft"}"#, "If-Match: \"1\"")
        _ = try await editor.json("POST /v1/symptoms/backache/rename", #"{"slug":"sore-back"}"#)
        let moved = try await library.get("/v1/symptoms/backache?pretty")
        #expect(moved.status == 308)
        #expect(moved.fieldValue("Location") == "/v1/symptoms/sore-back?pretty")
        let condition = try await library.json("/v1/conditions/back-spasm")
        #expect(condition.text("/symptoms/0/slug") == "sore-back")
        let symptom = try await library.json("/v1/symptoms/sore-back")
        #expect(symptom.list("/conditions").count == 3)
        // The draft of another document is kept, and follows too.
        let draft = try await editor.json("GET /v1/conditions/sciatica?state=draft")
        #expect(draft.text("/summary") == "Draft" && draft.text("/state") == "draft")
        #expect(draft.list("/symptoms").contains { $0.text("/slug") == "sore-back" })
        #expect(try await library.json("/v1/conditions/sciatica").text("/summary") != "Draft")
    }

    @Test("renaming a draft that was never public tells readers nothing of it")
    func renameDraft() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        _ = try await editor.json(
            "PUT /v1/symptoms/first", Self.symptom, "If-None-Match: *", status: 201)
        _ = try await editor.json("POST /v1/symptoms/first/rename", #"{"slug":"second"}"#)
        #expect(try await library.get("/v1/symptoms/first").status == 404)
        #expect(library.store.generation == 35)
        let draft = try await editor.json("GET /v1/symptoms/second?state=draft")
        #expect(draft.text("/name") == "Ache")
    }

    @Test("a review is public at once and ends up in the worklist when it is due")
    func review() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        _ = try await editor.json(
            "POST /v1/symptoms/backache/review",
            #"{"reviewedBy":"Test","lastReviewed":"2026-11-01","nextReview":"2027-01-01"}"#)
        let document = try await library.json("/v1/symptoms/backache")
        #expect(document.text("/review/status") == "due")
        let due = try await editor.json("GET /v1/reviews?status=due&within=60d")
        #expect(due.list("/items").compactMap { $0.text("/slug") } == ["backache"])
        #expect(try await editor.json("GET /v1/reviews?status=overdue").list("/items").isEmpty)
        #expect(
            try await editor.json("GET /v1/reviews?status=due&within=30d").list("/items").isEmpty)
        let none = try await editor.json("GET /v1/reviews?status=unreviewed&limit=100")
        #expect(none.list("/items").count == 33)
    }

    @Test("publication and expiry can be scheduled")
    func schedule() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        library.setTime(Date().addingTimeInterval(-3600))
        _ = try await editor.json(
            "PUT /v1/symptoms/x", Self.symptom, "If-None-Match: *", status: 201)
        let at = Date().addingTimeInterval(0.5)
        let scheduled = try await editor.json(
            "POST /v1/symptoms/x/publish",
            #"{"at":"\#(Self.exact(at))","until":"\#(Self.exact(at.addingTimeInterval(6)))"}"#,
            "If-Match: \"1\"")
        #expect(scheduled.text("/state") == "scheduled")
        #expect(try await library.get("/v1/symptoms/x").status == 404)
        library.store.startSchedule { key, failure in Issue.record("\(key): \(failure)") }
        func waitFor(_ status: Int) async throws {
            for _ in 0..<1500 {
                if try await library.get("/v1/symptoms/x").status == status { return }
                try await Task.sleep(for: .milliseconds(10))
            }
            Issue.record("never \(status)")
        }
        try await waitFor(200)
        try await waitFor(410)
        let history = try await editor.json("GET /v1/symptoms/x/revisions")
        #expect(
            history.list("/items").compactMap { $0.text("/action") }
                == ["withdraw", "publish", "schedule", "draft"])
    }

    private static func exact(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    @Test("a write that names no language is in the site's own, as it was last published")
    func siteLanguage() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        let spanish = #"{"defaultLanguage":"es","disclaimer":{"es":"S"}}"#
        _ = try await editor.json("PATCH /v1/site", spanish, "If-Match: *")
        let before = try await editor.json(
            "PUT /v1/symptoms/x", Self.symptom, "If-None-Match: *", status: 201)
        #expect(before.text("/language") == "en")
        _ = try await editor.json("POST /v1/site/publish", "", "If-Match: *")
        let after = try await editor.json(
            "PUT /v1/symptoms/x", Self.symptom, "If-None-Match: *", status: 201)
        #expect(after.text("/language") == "es")
    }

    @Test("a repeated POST with its key is answered as before and done once")
    func idempotency() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        _ = try await editor.json(
            "PUT /v1/symptoms/x", Self.symptom, "If-None-Match: *", status: 201)
        let line = "POST /v1/symptoms/x/publish"
        let first = try await editor.send(line, "{}", "If-Match: \"1\"", "Idempotency-Key: k1")
        let second = try await editor.send(line, "{}", "If-Match: \"1\"", "Idempotency-Key: k1")
        #expect(first.status == 200 && second.status == 200)
        #expect(first.bodyBytes == second.bodyBytes && library.store.generation == 36)
        let other = try await editor.send(
            line, #"{"reason":"R"}"#, "If-Match: \"1\"", "Idempotency-Key: k1")
        #expect(other.status == 422)
    }
}
