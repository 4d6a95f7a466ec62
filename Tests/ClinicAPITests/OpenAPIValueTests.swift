import ClinicAPI
import ClinicCore
import ClinicStore
import HTTP
import Testing

@Suite("Values of parameters: what fuzzing by the description has found")
struct OpenAPIValueTests {
    @Test("a filter may be given ten times, not eleven", arguments: ["tag", "symptom"])
    func repetition(name: String) async throws {
        let library = try Library()
        func target(_ count: Int) -> String {
            "/v1/conditions?" + Array(repeating: "\(name)=a", count: count).joined(separator: "&")
        }
        #expect(try await library.get(target(10)).status == 200)
        let problem = try await library.json(target(11), status: 400)
        #expect(problem.text("/errors/0/parameter") == name)
    }

    @Test(
        "times by RFC 3339",
        arguments: [
            ("2026-11-22T10:00:00Z", true),
            ("2024-02-29t23:59:59.25z", true),
            ("2026-11-22T10:00:00-02:00", true),
            ("0000-02-29T00:00:00Z", true),
            // More text behind it.
            ("2026-11-22T10:00:00ZZ", false),
            ("2026-11-22T10:00:00Z+", false),
            // No such day.
            ("2026-02-29T10:00:00Z", false),
            ("2100-02-29T10:00:00Z", false),
            ("2026-13-01T10:00:00Z", false),
            ("2026-00-01T10:00:00Z", false),
            ("2026-11-00T10:00:00Z", false),
            // No such time.
            ("2026-11-22T24:00:00Z", false),
            ("2026-11-22T10:60:00Z", false),
            ("2026-11-22T23:59:60Z", false),
            ("2026-11-22T10:00:00.Z", false),
            ("2026-11-22T10:00:00+24:00", false),
            // Parts are missing.
            ("2026-11-22", false),
            ("2026-11-22T10:00:00", false),
            ("", false),
        ])
    func times(text: String, isValid: Bool) async throws {
        let response = try await Library().get(
            "/v1/conditions?updatedSince=" + text.replacing("+", with: "%2B"))
        #expect(response.status == (isValid ? 200 : 400))
    }

    @Test(
        "an offset and a fraction move the instant; the library changed at 10:00:00Z",
        arguments: [
            ("2026-11-22T10:00:00Z", 4),
            ("2026-11-22T10:00:00.001Z", 0),
            ("2026-11-22T12:00:00%2B02:00", 4),
            ("2026-11-22T12:00:01%2B02:00", 0),
            ("2026-11-21T23:30:00-10:30", 4),
            ("1969-12-31T23:59:59Z", 4),
            ("9999-12-31T23:59:59Z", 0),
        ])
    func instants(text: String, count: Int) async throws {
        let list = try await Library().json("/v1/conditions?updatedSince=\(text)")
        #expect(list.integer("/page/total") == count)
    }

    @Test(
        "one spelling each",
        arguments: [
            "limit=%2B5", "limit=05", "limit=5.0", "letter=%C4%B1", "letter=%C5%BF", "letter=",
        ])
    func spelling(query: String) async throws {
        #expect(try await Library().get("/v1/conditions?\(query)").status == 400)
    }

    @Test("the next page has one cursor, however the name of the last one was spelt")
    func cursor() async throws {
        let library = try Library()
        let first = try await library.json("/v1/symptoms?limit=2")
        let next = try #require(first.text("/page/next"))
        let second = try await library.json(next.replacing("cursor=", with: "%63ursor="))
        let third = try #require(second.text("/page/next"))
        #expect(try await library.get(third).status == 200)
    }

    @Test(
        "a list says the language it is in, not one that nothing is in",
        arguments: [
            ("lang=fr", "en"), ("lang=es", "es"), ("lang=es-MX", "es"), ("lang=en-GB", "en"),
        ])
    func listLanguage(query: String, language: String) async throws {
        let library = try Library()
        let json = #"{"name":"Ciática","summary":"S","overview":["O"]}"#
        try library.publish(.condition, "sciatica", json, language: "es")
        for path in ["/v1", "/v1/conditions", "/v1/tags"] {
            let response = try await library.get("\(path)?\(query)")
            #expect(response.fieldValue("Content-Language") == language, "\(path)")
        }
        let list = try await library.json("/v1/conditions?\(query)")
        #expect(list.list("/items").contains { $0.text("/language") == language })
        #expect(list.list("/items").count == 4)
    }

    @Test(
        "a server that lets no web page read says so everywhere",
        arguments: ["/v1", "/livez", "/readyz", "/health", "/version", "/nope"])
    func noPage(path: String) async throws {
        let library = try Library { $0.cors = CORS(allowedOrigin: nil) }
        let response = try await library.get(path)
        #expect(response.fieldValue("Access-Control-Allow-Origin") == nil)
        #expect(response.fieldValue("Access-Control-Expose-Headers") == nil)
    }

    @Test("the site's data, which have no address, give none in the export")
    func exportedAddresses() throws {
        let library = try Library()
        let export = LibraryExport(now: Library.start)
        let bytes = try #require(try library.store.read(export.nextPage))
        let lines = try bytes.split(separator: UInt8(ascii: "\n")).map {
            try JSONParser.parse(Array($0))
        }
        let homeless = lines.filter { $0["href"] == nil }
        #expect(homeless.compactMap { $0.text("/type") } == ["site"])
    }
}
