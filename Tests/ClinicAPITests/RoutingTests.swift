import ClinicAPI
import ClinicCore
import ClinicStore
import HTTP
import Testing

@Suite("Routes, methods and problems")
struct RoutingTests {
    @Test(
        "nothing but the one spelling of an address leads anywhere",
        arguments: [
            "/nope", "/v1/", "/v1/conditions/", "/V1/conditions", "/v1//conditions", "/v2",
            "/v1/conditions/../symptoms", "/v1/conditions/back%2Dspasm",
            "/v1/conditions/Back-Spasm",
            "/v1/conditions/back-spasm/", "/v1/conditions/back-spasm/nothing",
            "/v1/symptoms/backache/causes", "/v1/site/site", "/problems/nothing",
            "/livez/", "/v1/conditions/no-such-condition",
        ])
    func notFound(path: String) async throws {
        let library = try Library()
        let response = try await library.get(path)
        #expect(response.status == 404)
        #expect(response.fieldValue("Content-Type") == "application/problem+json")
        #expect(response.fieldValue("Access-Control-Allow-Origin") == "*")
        let problem = try JSONParser.parse(response.bodyBytes)
        #expect(problem.text("/type") == "/problems/not-found")
        #expect(problem.integer("/status") == 404)
        #expect(problem.text("/instance") == path)
    }

    @Test("each problem's type is the address of its explanation", arguments: ProblemType.allCases)
    func problemPages(type: ProblemType) async throws {
        let library = try Library()
        let page = try await library.json(type.path)
        #expect(page.text("/type") == type.path)
        #expect(page.integer("/status") == type.status)
        #expect(page.text("/explanation")?.isEmpty == false)
    }

    @Test(
        "other methods are 405 with Allow, OPTIONS answers it",
        arguments: ["POST", "PUT", "PATCH", "DELETE", "TRACE"],
        ["/v1/conditions", "/v1/changes", "/livez", "/health", "/v1/export.ndjson"])
    func methods(method: String, path: String) async throws {
        let library = try Library()
        let response = try await library.send("\(method) \(path)", ["Content-Length: 0"])
        #expect(response.status == 405)
        #expect(response.fieldValue("Allow") == "GET, HEAD, OPTIONS")
        let options = try await library.send("OPTIONS \(path)")
        #expect(options.status == 204 && options.fieldValue("Allow") == "GET, HEAD, OPTIONS")
    }

    @Test("a document has the methods of editors too, its actions POST alone")
    func editorsMethods() async throws {
        let library = try Library()
        let options = try await library.send("OPTIONS /v1/conditions/back-spasm")
        #expect(options.fieldValue("Allow") == "DELETE, GET, HEAD, OPTIONS, PATCH, PUT")
        let post = try await library.send("POST /v1/conditions/back-spasm", ["Content-Length: 0"])
        #expect(post.status == 405)
        let get = try await library.get("/v1/conditions/back-spasm/publish")
        #expect(get.status == 405 && get.fieldValue("Allow") == "OPTIONS, POST")
        let site = try await library.send("DELETE /v1/site")
        #expect(site.status == 405)
    }

    @Test("a preflight says what may be asked")
    func preflight() async throws {
        let library = try Library()
        let response = try await library.send(
            "OPTIONS /v1/conditions",
            ["Origin: https://example.org", "Access-Control-Request-Method: GET"])
        #expect(response.status == 204)
        #expect(response.fieldValue("Access-Control-Allow-Origin") == "*")
        #expect(response.fieldValue("Access-Control-Allow-Methods") == "GET, HEAD, OPTIONS")
        #expect(response.fieldValue("Access-Control-Max-Age") == "86400")
    }

    @Test("CORS can be narrowed to one origin or none")
    func cors() async throws {
        let one = try Library { $0.cors = CORS(allowedOrigin: "https://clinic.example") }
        #expect(
            try await one.get("/v1").fieldValue("Access-Control-Allow-Origin")
                == "https://clinic.example")
        let none = try Library { $0.cors = CORS(allowedOrigin: nil) }
        #expect(try await none.get("/v1").fieldValue("Access-Control-Allow-Origin") == nil)
    }

    @Test("what the engine refuses is a problem document too")
    func refusals() throws {
        let library = try Library()
        let refusals: [Refusal] = [
            .badRequest(.requestLine), .requestTimeout, .contentTooLarge(limit: 0), .uriTooLong,
            .headerFieldsTooLarge, .expectationFailed, .methodNotImplemented, .codingNotImplemented,
            .versionNotSupported, .overloaded, .tooManyRequests(retryAfterSeconds: 7),
            .plainOnTLSPort,
        ]
        for refusal in refusals {
            let response = library.api.responder.refuse(refusal)
            #expect(response.status == refusal.status)
            let problem = try JSONParser.parse(response.bodyBytes)
            #expect(problem.integer("/status") == refusal.status)
            #expect(problem.text("/detail") == refusal.detail)
        }
        #expect(
            library.api.responder.refuse(.tooManyRequests(retryAfterSeconds: 7)).fieldValue(
                "Retry-After") == "7")
    }

    @Test("a withdrawn document is gone, with the reason")
    func gone() async throws {
        let library = try Library(content: false)
        let json = #"{"name":"A","summary":"S"}"#
        try library.publish(.symptom, "a", json)
        #expect(try await library.get("/v1/symptoms/a").status == 200)
        try library.publish(.symptom, "a", json, action: .withdraw)
        let problem = try await library.json("/v1/symptoms/a", status: 410)
        #expect(problem.text("/withdrawnAt") == "2026-11-22T10:00:00Z")
        try library.publish(.symptom, "a", json)
        #expect(try await library.get("/v1/symptoms/a").status == 200)
    }

    @Test(
        "a section is that section, its red flags and the disclaimer",
        arguments: [
            ("overview", "overview"), ("causes", "causes"), ("symptoms", "symptoms"),
            ("diagnosis", "diagnosis"), ("treatments", "treatments"), ("red-flags", "redFlags"),
            ("related", "related"),
        ])
    func sections(section: String, member: String) async throws {
        let library = try Library()
        let document = try await library.json("/v1/conditions/back-spasm/\(section)")
        let expected: Set = [
            "type", "slug", "language", "href", "name", member, "redFlags", "disclaimer",
        ]
        #expect(Set(document.names) == expected)
        #expect(document.text("/href") == "/v1/conditions/back-spasm/\(section)")
        #expect(!document.list("/redFlags").isEmpty)
    }

    @Test("a request with credentials is not answered from the cache")
    func credentials() async throws {
        let library = try Library()
        let first = try await library.get("/v1/tags")
        #expect(try await library.get("/v1/tags") === first)
        #expect(try await library.get("/v1/tags", "Authorization: Bearer x") !== first)
    }
}
