import ClinicCore
import ClinicStore
import Foundation
import Gzip
import HTTP
import Testing

@Suite("Caching and negotiation")
struct NegotiationTests {
    @Test(
        "a representation has a strong tag, and who has it is told so",
        arguments: [
            "/v1", "/v1/conditions", "/v1/conditions/back-spasm",
            "/v1/conditions/back-spasm/causes",
            "/v1/tags", "/problems", "/problems/not-found",
        ])
    func conditional(target: String) async throws {
        let library = try Library()
        // The first answer comes from the store, the second from the cache.
        for _ in 1...2 {
            let full = try await library.get(target)
            #expect(full.status == 200)
            let tag = try #require(full.fieldValue("ETag"))
            #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""))
            let same = try await library.get(target, "If-None-Match: \(tag)")
            #expect(same.status == 304 && same.bodyLength == 0)
            for name in ["ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin"] {
                #expect(same.fieldValue(name) == full.fieldValue(name), "\(name)")
            }
            // The copy has these (RFC 9110 §15.4.5).
            #expect(same.fieldValue("Last-Modified") == nil)
            #expect(same.fieldValue("Content-Language") == nil)
            #expect(try await library.get(target, "If-None-Match: \"other\"").status == 200)
            #expect(try await library.get(target, "If-Match: \"other\"").status == 412)
            #expect(try await library.get(target, "If-Match: \(tag)").status == 200)
        }
    }

    @Test("gzip is the same document under a tag of its own")
    func gzip() async throws {
        let library = try Library()
        for _ in 1...2 {
            let plain = try await library.get("/v1/conditions/back-spasm")
            let small = try await library.get(
                "/v1/conditions/back-spasm", "Accept-Encoding: gzip")
            #expect(small.fieldValue("Content-Encoding") == "gzip")
            #expect(small.bodyLength < plain.bodyLength / 2)
            #expect(try Gzip.expand(small.bodyBytes, limit: 1 << 20) == plain.bodyBytes)
            #expect(small.fieldValue("ETag") != plain.fieldValue("ETag"))
            #expect(small.fieldValue("Vary")?.contains("Accept-Encoding") == true)
            let tag = try #require(small.fieldValue("ETag"))
            let same = try await library.get(
                "/v1/conditions/back-spasm", "Accept-Encoding: gzip", "If-None-Match: \(tag)")
            #expect(same.status == 304)
        }
    }

    @Test("a published change is in the very next answer, cached or not")
    func generations() async throws {
        let library = try Library()
        let before = try await library.get("/v1/symptoms/backache")
        _ = try await library.get("/v1/symptoms/backache")
        library.setTime(Library.start.addingTimeInterval(5))
        try library.publish(.symptom, "backache", #"{"name":"Sore back","summary":"S"}"#)
        let after = try await library.get("/v1/symptoms/backache")
        #expect(after.fieldValue("ETag") != before.fieldValue("ETag"))
        // What embeds it changes with it, its date too.
        let condition = try await library.get("/v1/conditions/back-spasm")
        #expect(condition.fieldValue("Last-Modified") == "Sun, 22 Nov 2026 10:00:05 GMT")
        let json = try JSONParser.parse(condition.bodyBytes)
        #expect(json.text("/symptoms/0/name") == "Sore back")
    }

    @Test("a draft is in no answer")
    func drafts() async throws {
        let library = try Library()
        try library.publish(
            .symptom, "backache", #"{"name":"MARKER","summary":"S"}"#, action: .draft)
        try library.publish(.symptom, "secret", #"{"name":"MARKER","summary":"S"}"#, action: .draft)
        for target in [
            "/v1", "/v1/symptoms?limit=100", "/v1/symptoms/backache", "/v1/conditions/back-spasm",
            "/v1/conditions?include=symptoms", "/v1/tags",
        ] {
            let body = try await library.get(target).bodyBytes
            #expect(!String(decoding: body, as: UTF8.self).contains("MARKER"), "\(target)")
        }
        #expect(try await library.get("/v1/symptoms/secret").status == 404)
    }

    @Test("an answer is dropped from the cache when time passes over it")
    func validUntil() async throws {
        let library = try Library(content: false)
        try library.publish(
            .condition, "a",
            """
            {"name":"A","summary":"S","overview":["O"],"review":{"reviewedBy":"R",
             "lastReviewed":"2026-01-01","nextReview":"2026-11-22"}}
            """)
        #expect(try await library.json("/v1/conditions/a").text("/review/status") == "due")
        library.setTime(Library.start.addingTimeInterval(13 * 3600))
        #expect(try await library.json("/v1/conditions/a").text("/review/status") == "due")
        library.setTime(Library.start.addingTimeInterval(14 * 3600))  // midnight in GMT
        let response = try await library.get("/v1/conditions/a")
        let document = try JSONParser.parse(response.bodyBytes)
        #expect(document.text("/review/status") == "overdue")
        #expect(response.fieldValue("Last-Modified") == "Mon, 23 Nov 2026 00:00:00 GMT")
    }

    @Test(
        "Accept that admits no JSON is 406 with what there is",
        arguments: [
            ("text/html", 406), ("application/xml, text/*;q=0.5", 406),
            ("application/json;q=0", 406),
            ("application/json", 200), ("*/*", 200), ("text/html, */*;q=0.1", 200),
            ("application/*", 200),
        ])
    func accept(accept: String, status: Int) async throws {
        let library = try Library()
        let response = try await library.get("/v1/conditions/back-spasm", "Accept: \(accept)")
        #expect(response.status == status)
        if status == 406 {
            let problem = try JSONParser.parse(response.bodyBytes)
            #expect(problem.list("/available") == [.string("application/json")])
        }
    }

    @Test("languages: lang first, then Accept-Language, then the site's own")
    func languages() async throws {
        let library = try Library()
        try library.publish(
            .symptom, "backache", #"{"name":"Dolor de espalda","summary":"S"}"#, language: "es")
        let cases: [(String, String, String, Int)] = [
            ("?lang=es", "", "es", 200), ("", "Accept-Language: es", "es", 200),
            ("", "Accept-Language: es-MX, en;q=0.5", "es", 200),
            ("?lang=en", "Accept-Language: es", "en", 200),
            ("", "Accept-Language: fr", "en", 200), ("?lang=fr", "", "en", 200),
            ("?lang=fr&fallback=none", "", "", 404), ("?lang=es-MX", "", "es", 200),
            ("", "", "en", 200),
        ]
        for (query, field, language, status) in cases {
            let fields = field.isEmpty ? [] : [field]
            let response = try await library.send("GET /v1/symptoms/backache\(query)", fields)
            #expect(response.status == status, "\(query) \(field)")
            guard status == 200 else { continue }
            #expect(response.fieldValue("Content-Language") == language, "\(query) \(field)")
            let document = try JSONParser.parse(response.bodyBytes)
            #expect(document.text("/language") == language)
            #expect(document.list("/translations").count == 1)
        }
        let list = try await library.json("/v1/symptoms?lang=es&limit=100")
        #expect(list.integer("/page/total") == 16)
        let strict = try await library.json("/v1/symptoms?lang=es&fallback=none")
        #expect(strict.list("/items").compactMap { $0.text("/name") } == ["Dolor de espalda"])
        #expect(strict.text("/items/0/href") == "/v1/symptoms/backache?lang=es")
    }

    @Test("pretty is the same document, indented")
    func pretty() async throws {
        let library = try Library()
        let plain = try await library.get("/v1/tags")
        for target in ["/v1/tags?pretty", "/v1/tags?pretty=true"] {
            let pretty = try await library.get(target)
            #expect(pretty.bodyLength > plain.bodyLength)
            #expect(try JSONParser.parse(pretty.bodyBytes) == JSONParser.parse(plain.bodyBytes))
        }
        #expect(try await library.get("/v1/tags?pretty=false").bodyBytes == plain.bodyBytes)
    }
}
