import ClinicCore
import HTTP
import Testing

@testable import ClinicAPI

@Suite("The description names every parameter, and every value where they can be counted")
struct OpenAPIParameterTests {
    @Test("the server allows the parameters that are described, and no other")
    func names() async throws {
        let library = try Library { $0.openAPI = [] }
        for operation in try OpenAPIDocument().operations {
            let response = try await library.get(operation.examplePath + "?no-such-parameter=1")
            guard operation.value["responses"]?["400"] != nil else {
                #expect(response.status != 400, "\(operation.path)")
                continue
            }
            let problem = try JSONParser.parse(response.bodyBytes)
            let list = problem.text("/detail")?.split(separator: "allowed: ").last ?? ""
            let allowed = list == "none" ? [] : list.split(separator: ", ").map(String.init)
            #expect(allowed == operation.queryNames.sorted(), "\(operation.path)")
        }
    }

    @Test("the server takes the example of every parameter")
    func examples() async throws {
        let library = try Library { $0.openAPI = [] }
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
                let response = try await library.get("\(operation.examplePath)?\(name)=\(example)")
                #expect(response.status != 400, "\(operation.path)?\(name)=\(example)")
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

    @Test("the field in Allow is that of the code")
    func allow() throws {
        let allow = try OpenAPIDocument().document[at: "/components/headers/Allow/schema/const"]
        #expect(allow == .string(Route.home.allowed))
    }
}
