import ClinicAPI
import HTTP
import Testing

@Suite("Which web pages may read, and from which ones editors may write")
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

    private static let editor = "https://editor.example"
    private static let path = "/v1/symptoms/backache"

    private func preflight(
        _ library: Library, _ target: String, _ method: String, from origin: String
    ) async throws -> Response {
        try await library.send(
            "OPTIONS \(target)",
            [
                "Origin: \(origin)", "Access-Control-Request-Method: \(method)",
                "Access-Control-Request-Headers: authorization, content-type, if-match",
            ])
    }

    @Test(
        "a page of an editor's origin may send a token by any method",
        arguments: ["*", "https://www.example", nil])
    func editors(reading: String?) async throws {
        let library = try Library {
            $0.cors = CORS(allowedOrigin: reading, editorOrigins: [Self.editor])
        }
        for (target, method) in [
            (Self.path, "PUT"), (Self.path, "PATCH"), (Self.path, "DELETE"),
            (Self.path + "/publish", "POST"), (Self.path + "/revisions", "GET"),
            ("/v1/tokens", "POST"),
        ] {
            let answer = try await preflight(library, target, method, from: Self.editor)
            #expect(answer.status == 204)
            #expect(answer.fieldValue("Access-Control-Allow-Origin") == Self.editor)
            let methods = answer.fieldValue("Access-Control-Allow-Methods") ?? ""
            #expect(methods.split(separator: ", ").contains { $0 == method }, "\(methods)")
            let fields = answer.fieldValue("Access-Control-Allow-Headers") ?? ""
            for name in [
                "Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key",
            ] {
                #expect(fields.split(separator: ", ").contains { $0 == name }, "\(name)")
            }
            #expect(answer.fieldValue("Access-Control-Max-Age") == "86400")
            #expect(answer.fieldValue("Vary") == "Origin")
            #expect(answer.fieldValue("Access-Control-Allow-Credentials") == nil)
        }
        let editor = try await Editor(library)
        let saved = try await editor.send(
            "PATCH \(Self.path)", #"{"summary":"X"}"#, "If-Match: \"1\"", "Origin: \(Self.editor)")
        let stale = try await editor.send(
            "PATCH \(Self.path)", #"{"summary":"X"}"#, "If-Match: \"1\"", "Origin: \(Self.editor)")
        let refused = try await library.send(
            "PATCH \(Self.path)", ["Origin: \(Self.editor)", "Content-Length: 0"])
        let read = try await editor.send("GET \(Self.path)", "", "Origin: \(Self.editor)")
        for (answer, status) in [(saved, 200), (stale, 412), (refused, 401), (read, 200)] {
            #expect(answer.status == status)
            #expect(answer.fieldValue("Access-Control-Allow-Origin") == Self.editor)
            #expect(answer.fieldValue("Vary")?.contains("Origin") == true)
            #expect(answer.fieldValue("Access-Control-Expose-Headers") == "*")
        }
    }

    @Test("what an editor's page was answered is not kept for others, nor the other way round")
    func cached() async throws {
        let library = try Library {
            $0.cors = CORS(allowedOrigin: "https://www.example", editorOrigins: [Self.editor])
        }
        let editor = try await Editor(library)
        for _ in 1...2 {
            #expect(try await origin(library, Self.path) == "https://www.example")
            let own = try await editor.send("GET \(Self.path)", "", "Origin: \(Self.editor)")
            #expect(own.fieldValue("Access-Control-Allow-Origin") == Self.editor)
        }
    }

    @Test(
        "no other page may send a token or write",
        arguments: [
            "https://evil.example", "http://editor.example", "https://editor.example.evil.example",
            "https://editor.example:8443", "null", "",
        ])
    func others(other: String) async throws {
        let library = try Library {
            $0.cors = CORS(allowedOrigin: "*", editorOrigins: [Self.editor])
        }
        let read = try await preflight(library, Self.path, "GET", from: other)
        #expect(read.fieldValue("Access-Control-Allow-Origin") == "*")
        #expect(read.fieldValue("Access-Control-Allow-Methods") == "GET, HEAD, OPTIONS")
        let fields = read.fieldValue("Access-Control-Allow-Headers") ?? ""
        #expect(!fields.contains("Authorization") && !fields.contains("Idempotency-Key"))
        let write = try await preflight(library, Self.path + "/publish", "POST", from: other)
        #expect(write.fieldValue("Access-Control-Allow-Methods") == nil)
        #expect(write.fieldValue("Access-Control-Allow-Headers") == nil)
    }
}
