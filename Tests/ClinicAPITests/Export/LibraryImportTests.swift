import ClinicAPI
import ClinicCore
import ClinicStore
import Foundation
import HTTP
import Testing

@Suite("Loading an export")
struct LibraryImportTests {
    private func export(_ store: Store) throws -> [UInt8] {
        let export = LibraryExport(now: Library.start)
        var bytes: [UInt8] = []
        while let page = try store.read(export.nextPage) { bytes += page }
        return bytes
    }

    /// Loads bytes, given in pieces of that size.
    private func load(_ bytes: [UInt8], into store: Store, piece: Int = 1000) throws -> Int {
        var rest = bytes[...]
        let lines = LibraryImport("f") {
            defer { rest = rest.dropFirst(piece) }
            return rest.isEmpty ? nil : Array(rest.prefix(piece))
        }
        return try store.load("f", next: lines.next) { lines.findings }
    }

    /// A library with a translation, a review, drafts, several revisions and a withdrawn document.
    private func edited() async throws -> Library {
        let library = try Library()
        let editor = try await Editor(library)
        library.setTime(Library.start.addingTimeInterval(5_000))
        _ = try await editor.json(
            "POST /v1/symptoms/backache/review",
            #"{"reviewedBy":"R","lastReviewed":"2026-11-01","nextReview":"2027-11-01"}"#)
        _ = try await editor.json(
            "PATCH /v1/conditions/sciatica", #"{"summary":"New summary"}"#, "If-Match: *")
        _ = try await editor.json("POST /v1/conditions/sciatica/publish", "", "If-Match: *")
        _ = try await editor.json(
            "PUT /v1/conditions/sciatica?lang=es",
            #"{"name":"Ciática","summary":"S","overview":["O"],"symptoms":[{"slug":"backache"}]}"#,
            "If-None-Match: *", status: 201)
        _ = try await editor.json(
            "POST /v1/conditions/sciatica/publish?lang=es", "", "If-Match: *")
        _ = try await editor.json("PATCH /v1/site", #"{"name":"Other name"}"#, "If-Match: *")
        _ = try await editor.json("POST /v1/site/publish", "", "If-Match: *")
        _ = try await editor.json(
            "PATCH /v1/symptoms/hip-pain", #"{"summary":"Never public"}"#, "If-Match: *")
        try await editor.create("/v1/symptoms/gone", #"{"name":"G","summary":"S"}"#)
        _ = try await editor.json("POST /v1/symptoms/gone/withdraw", #"{"reason":"R"}"#)
        return library
    }

    @Test("an export loaded into an empty library gives the same export, byte for byte")
    func roundTrip() async throws {
        let library = try await edited()
        let bytes = try export(library.store)
        let copy = try Library(content: false)
        #expect(try load(bytes, into: copy.store) == 36)
        #expect(try export(copy.store) == bytes)
        copy.store.close()
        #expect(try LibraryCheck(copy.directory).faults == [])
    }

    @Test("every document of a loaded export has the entity tag and the dates that it had")
    func representations() async throws {
        let library = try await edited()
        let copy = try Library(content: false)
        let bytes = try export(library.store)
        _ = try load(bytes, into: copy.store, piece: 1 << 20)
        var targets = ["/v1", "/v1/site", "/v1/tags", "/v1/specialties", "/v1/body-regions"]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            if let href = try JSONParser.parse(Array(line)).text("/href") { targets.append(href) }
        }
        for collection in ["conditions", "symptoms", "treatments", "clinics"] {
            targets += ["", "?sort=-updated", "?sort=reviewDue&limit=100"].map {
                "/v1/\(collection)\($0)"
            }
        }
        for target in targets {
            let before = try await library.get(target)
            let after = try await copy.get(target)
            #expect(after.fieldValue("ETag") == before.fieldValue("ETag"), "\(target)")
            #expect(after.bodyBytes == before.bodyBytes, "\(target)")
            guard target.contains("/"), !target.contains("?"),
                target.split(separator: "/").count > 2
            else { continue }
            #expect(
                after.fieldValue("Last-Modified") == before.fieldValue("Last-Modified"), "\(target)"
            )
        }
        // Editing goes on behind the revision that was loaded, and the first publication is kept.
        let editor = try await Editor(copy)
        _ = try await editor.json(
            "PATCH /v1/conditions/sciatica", #"{"summary":"Newer"}"#, "If-Match: \"3\"")
        let first = try await copy.json("/v1/conditions/sciatica").text("/publishedAt")
        _ = try await editor.json("POST /v1/conditions/sciatica/publish", "", "If-Match: \"4\"")
        let now = try await copy.json("/v1/conditions/sciatica")
        #expect(now.text("/publishedAt") == first && now.integer("/revision") == 5)
        // What was never public, or is not any more, did not come along.
        #expect(!String(decoding: bytes, as: UTF8.self).contains("Never public"))
        #expect(try await copy.get("/v1/symptoms/gone").status == 404)
        try copy.store.rebuild()
        copy.store.close()
        #expect(try LibraryCheck(copy.directory).faults == [])
    }

    static let site =
        #"{"type":"site","slug":"site","language":"und","name":"N","timeZone":"UTC","#
        + #""defaultLanguage":"en","sample":false,"disclaimer":{"en":"D"},"#
        + #""revision":1,"updatedAt":"2026-01-01T00:00:00Z","publishedAt":"2026-01-01T00:00:00Z"}"#
    static let symptom = line(#""name":"A","summary":"S""#)

    /// A symptom with those members.
    private static func line(
        _ members: String, slug: String = "a",
        times: String =
            #""revision":1,"updatedAt":"2026-01-01T00:00:00Z","publishedAt":"2026-01-01T00:00:00Z""#
    ) -> String {
        #"{"type":"symptom","slug":"\#(slug)","language":"en",\#(times),\#(members)}"#
    }

    @Test(
        "a bad line is told with its number, and nothing is brought in",
        arguments: [
            // Not JSON, and cut off in the middle.
            ("nonsense", "f:3: "),
            (String(symptom.dropLast(5)), "f:3: "),
            ("[]", "f:3: /type: is missing"),
            (#"{"type":"pill","slug":"b","language":"en"}"#, "f:3: /type: \"pill\" is not one of"),
            (#"{"type":"symptom","slug":"B b","language":"en"}"#, "f:3: /slug: \"B b\""),
            (#"{"type":"site","slug":"other","language":"en"}"#, "f:3: "),
            (line(#""name":"B","summary":"S""#), "f:3: is the same document as line 2"),
            (line(#""name":3,"summary":"S""#, slug: "b"), "f:3: /name"),
            // The shape is right and a rule is broken.
            (line(#""name":"B""#, slug: "b"), "f:3: /summary"),
            (line(#""name":"B","summary":"S","colour":1"#, slug: "b"), "f:3: /colour"),
            (line(#""name":"B","summary":"S""#, slug: "b", times: #""x":1"#), "f:3: /revision"),
            (
                line(#""name":"B","summary":"S""#, slug: "b", times: #""revision":0"#),
                "f:3: /publishedAt: is missing"
            ),
            (
                line(
                    #""name":"B","summary":"S""#, slug: "b",
                    times: #""revision":9223372036854775807"#),
                "f:3: /revision: must be a number from 1 to 9007199254740991"
            ),
            // It names what is not there.
            (
                symptom.replacing("symptom", with: "condition").replacing(
                    #""summary""#, with: #""overview":["O"],"symptoms":[{"slug":"no"}],"summary""#),
                "f:3: /symptoms/0/slug: names the symptom no, which is not in it"
            ),
        ])
    func bad(line: String, finding: String) throws {
        let library = try Library(content: false)
        let text = [Self.site, Self.symptom, line].joined(separator: "\n")
        let error = #expect(throws: StoreError.self) {
            try load(Array(text.utf8), into: library.store, piece: 7)
        }
        guard case .content(let findings)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(findings.contains { $0.description.hasPrefix(finding) }, "\(findings)")
        #expect(library.store.generation == 0)
        // The same library takes the export that is mended.
        let good = [Self.site, Self.symptom, ""].joined(separator: "\n\n")
        #expect(try load(Array(good.utf8), into: library.store) == 2)
    }

    @Test("an export without the site, and an empty one, are refused")
    func noSite() throws {
        for text in [Self.symptom, "", "\n\n"] {
            let library = try Library(content: false)
            let error = #expect(throws: StoreError.self) {
                try load(Array(text.utf8), into: library.store)
            }
            #expect(error?.description.contains("has no line of type site") == true)
            #expect(library.store.generation == 0)
        }
    }

    @Test("a line as long as the limit is read, one byte more is not")
    func lineLimit() throws {
        let limit = 4 << 20
        for (length, expected) in [(limit, "not valid JSON"), (limit + 1, "has more than")] {
            let library = try Library(content: false)
            let line = [UInt8](repeating: UInt8(ascii: " "), count: length)
            let error = #expect(throws: StoreError.self) {
                try load(
                    Array((Self.site + "\n").utf8) + line, into: library.store, piece: 1 << 16)
            }
            #expect(error?.description.contains(expected) == true)
        }
    }

    @Test("an export is not loaded into a library that holds anything")
    func notEmpty() throws {
        let library = try Library()
        let error = #expect(throws: StoreError.self) {
            try load(Array(Self.site.utf8), into: library.store)
        }
        #expect(error?.description.contains("holds a library already") == true)
        #expect(throws: StoreError.self) { try library.directory.checkEmpty() }
        #expect(library.store.generation == 35)
    }
}
