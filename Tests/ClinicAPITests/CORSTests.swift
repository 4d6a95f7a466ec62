import ClinicAPI
import HTTP
import Testing

@Suite("Which web pages may read")
struct CORSTests {
    private func origin(_ library: Library, _ target: String) async throws -> String? {
        try await library.get(target).fieldValue("Access-Control-Allow-Origin")
    }

    @Test("a change is seen at once, also in answers that were kept")
    func adopted() async throws {
        let library = try Library { $0.openAPI = { Array("{}".utf8) } }
        let targets = ["/v1/conditions", "/openapi.json", "/nope", "/v1/export.ndjson"]
        for target in targets { #expect(try await origin(library, target) == "*") }
        library.api.adopt(CORS(allowedOrigin: "https://a.example"))
        for target in targets {
            #expect(try await origin(library, target) == "https://a.example")
            #expect(try await origin(library, target) == "https://a.example")
        }
        library.api.adopt(CORS(allowedOrigin: nil))
        for target in targets { #expect(try await origin(library, target) == nil) }
    }
}
