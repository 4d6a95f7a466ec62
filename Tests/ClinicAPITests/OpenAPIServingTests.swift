import ClinicAPI
import ClinicCore
import Gzip
import HTTP
import Testing

@Suite("Serving the description and the page")
struct OpenAPIServingTests {
    private static let description = Array(
        (#"{"openapi":"3.1.1","x":""# + String(repeating: "x", count: 600) + #""}"#).utf8)

    private static func library() throws -> Library {
        try Library {
            $0.openAPI = { description }
            $0.homePage = Array("<!doctype html><title>Clinic</title>".utf8)
        }
    }

    @Test("the description comes with what every document comes with")
    func served() async throws {
        let response = try await Self.library().get("/openapi.json")
        #expect(response.status == 200)
        #expect(response.bodyBytes == Self.description)
        #expect(response.fieldValue("Content-Type") == "application/json")
        #expect(response.fieldValue("Cache-Control") == "public, max-age=60")
        #expect(response.fieldValue("Vary") == "Accept, Accept-Encoding")
        #expect(response.fieldValue("Access-Control-Allow-Origin") == "*")
    }

    @Test("it comes compressed under a tag of its own", arguments: ["/openapi.json"])
    func compressed(path: String) async throws {
        let library = try Self.library()
        let plain = try await library.get(path)
        let zipped = try await library.get(path, "Accept-Encoding: gzip")
        #expect(zipped.fieldValue("Content-Encoding") == "gzip")
        #expect(zipped.fieldValue("ETag") != plain.fieldValue("ETag"))
        #expect(zipped.bodyLength < plain.bodyLength)
    }

    @Test("who has it gets 304, who expects another 412", arguments: ["/openapi.json", "/"])
    func conditional(path: String) async throws {
        let library = try Self.library()
        let tag = try #require(try await library.get(path).fieldValue("ETag"))
        #expect(try await library.get(path, "If-None-Match: \(tag)").status == 304)
        #expect(try await library.get(path, "If-Match: \"x\"").status == 412)
    }

    @Test(
        "what it does not take",
        arguments: [
            ("/openapi.json?pretty", "Accept: */*", 400),
            ("/openapi.json", "Accept: text/html", 406),
            // The page is the same for every Accept and every query.
            ("/?utm_source=x", "Accept: application/json", 200),
        ])
    func refused(target: String, field: String, status: Int) async throws {
        #expect(try await Self.library().get(target, field).status == status)
    }

    @Test("the page may load nothing and is not said to depend on Accept")
    func page() async throws {
        let page = try await Self.library().get("/")
        #expect(page.fieldValue("Content-Security-Policy")?.hasPrefix("default-src 'none'") == true)
        #expect(page.fieldValue("Vary") == "Accept-Encoding")
    }

    @Test("without them both are 404", arguments: ["/", "/openapi.json"])
    func missing(path: String) async throws {
        #expect(try await Library().get(path).status == 404)
    }
}
