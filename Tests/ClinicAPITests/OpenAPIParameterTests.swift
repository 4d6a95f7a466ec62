import ClinicCore
import ClinicStore
import HTTP
import Testing

@testable import ClinicAPI

@Suite("The description names every parameter, and every value where they can be counted")
struct OpenAPIParameterTests {
    @Test("the server allows the parameters that are described, and no other")
    func names() async throws {
        let editor = try await Editor(Library { $0.openAPI = { [] } })
        for operation in try OpenAPIDocument().operations {
            let response = try await editor.send(operation, "no-such-parameter=1")
            guard operation.value["responses"]?["400"] != nil else {
                #expect(response.status != 400, "\(operation.path)")
                continue
            }
            #expect(response.status == 400, "\(operation.method) \(operation.path)")
            let problem = try JSONParser.parse(response.bodyBytes)
            let list = problem.text("/detail")?.split(separator: "allowed: ").last ?? ""
            let allowed = list == "none" ? [] : list.split(separator: ", ").map(String.init)
            #expect(
                allowed == operation.queryNames.sorted(), "\(operation.method) \(operation.path)")
        }
    }

    @Test("the server takes the example of every parameter")
    func examples() async throws {
        let editor = try await Editor(Library { $0.openAPI = { [] } })
        for operation in try OpenAPIDocument().operations {
            for parameter in operation.parameters where parameter.text("/in") == "query" {
                let name = try #require(parameter.text("/name"))
                let example: String =
                    switch parameter["example"] {
                    case .string(let text): text
                    case .integer(let number): String(number)
                    case .array(let values):
                        values.compactMap { if case .string(let text) = $0 { text } else { nil } }
                            .joined(separator: ",")
                    default: ""
                    }
                let response = try await editor.send(operation, "\(name)=\(example)")
                #expect(
                    response.status != 400,
                    "\(operation.method) \(operation.path)?\(name)=\(example)")
            }
        }
    }

    @Test(
        "values that can be counted are those of the code",
        arguments: [
            ("parameters/Section/schema", Section.allCases.map(\.rawValue)),
            ("parameters/Include/schema", Included.choices),
            ("parameters/ConditionFields/schema", DocumentFields.all(of: .condition)),
            ("parameters/SymptomFields/schema", DocumentFields.all(of: .symptom)),
            ("parameters/TreatmentFields/schema", DocumentFields.all(of: .treatment)),
            ("parameters/ClinicFields/schema", DocumentFields.all(of: .clinic)),
            ("parameters/SiteFields/schema", DocumentFields.all(of: .site)),
            ("schemas/DocumentTypeName", DocumentType.allCases.map(\.rawValue)),
            ("schemas/Scope", Scope.allCases.map(\.rawValue)),
            ("schemas/WebhookEvent", WebhookEvent.allCases.map(\.rawValue)),
            ("schemas/WebhookState", Webhook.State.allCases.map(\.rawValue)),
            ("schemas/TreatmentKind", TreatmentKind.allCases.map(\.rawValue)),
            ("schemas/ReviewStatus", ReviewStatus.allCases.map(\.rawValue)),
            ("schemas/ProblemName", ProblemType.allCases.map(\.rawValue)),
            ("schemas/ProblemPath", ProblemType.allCases.map(\.path)),
            ("schemas/RedFlag/properties/level", RedFlag.Level.allCases.map(\.rawValue)),
            ("schemas/Code/properties/system", MedicalCode.System.allCases.map(\.rawValue)),
        ])
    func choices(place: String, values: [String]) throws {
        #expect(try OpenAPIDocument().choices("/components/\(place)").sorted() == values.sorted())
    }

    @Test("a parameter may be repeated as often as described")
    func repetition() throws {
        let description = try OpenAPIDocument()
        for name in ["Letter", "Tag", "Kind", "ReviewStatus", "UpdatedSince"] {
            let schema = description.document[at: "/components/parameters/\(name)/schema"] ?? .null
            #expect(
                description.follow(schema).integer("/maxItems") == ParameterReader.repetitionLimit)
        }
    }

    @Test("the field in Allow is one that the code has")
    func allow() throws {
        let described = try OpenAPIDocument().choices("/components/headers/Allow/schema")
        let routes = try OpenAPIDocument().operations.compactMap { Route(path: $0.examplePath) }
        #expect(described.sorted() == Set(routes.map(\.allowed)).sorted())
    }
}

extension Editor {
    /// Sends the example of an operation with that query.
    fileprivate func send(
        _ operation: OpenAPIDocument.Operation, _ query: String
    ) async throws -> Response {
        let (type, text) = operation.body
        return try await send(
            "\(operation.method) \(operation.examplePath)?\(query)", text, as: type)
    }
}
