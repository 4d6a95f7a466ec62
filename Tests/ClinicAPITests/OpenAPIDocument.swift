import ClinicCore
import ClinicStore
import Foundation
import Testing

/// `Resources/openapi.yaml`, as the server reads it.
struct OpenAPIDocument {
    let document: Value

    init() throws {
        let file = URL(fileURLWithPath: Library.resources + "/openapi.yaml")
        document = try TypedYAML.value([UInt8](Data(contentsOf: file)))
    }

    /// What one path answers to GET, its parameters found.
    struct Operation {
        let path: String
        let value: Value
        let parameters: [Value]

        /// The names of the parameters of the query.
        var queryNames: [String] {
            parameters.filter { $0.text("/in") == "query" }.compactMap { $0.text("/name") }
        }

        /// The path with the example of each parameter in its place.
        var examplePath: String {
            parameters.filter { $0.text("/in") == "path" }.reduce(path) { path, parameter in
                path.replacing(
                    "{\(parameter.text("/name") ?? "")}", with: parameter.text("/example") ?? "")
            }
        }
    }

    /// Every operation; all are GET.
    var operations: [Operation] {
        guard case .object(let paths)? = document["paths"] else { return [] }
        return paths.members.compactMap { path in
            guard let get = path.value["get"] else { return nil }
            let parameters = path.value.list("/parameters") + get.list("/parameters")
            return Operation(path: path.name, value: get, parameters: parameters.map(follow))
        }
    }

    /// The value itself, or what it refers to within the document.
    func follow(_ value: Value) -> Value {
        guard let reference = value.text("/$ref") else { return value }
        return document[at: String(reference.dropFirst())].map(follow) ?? value
    }

    /// The values that a schema, or each element of its lists, may have; by JSON pointer.
    func choices(_ pointer: String) -> [String] {
        let schema = follow(document[at: pointer] ?? .null)
        let item = follow(schema["items"] ?? schema)
        return item.list("/enum").compactMap {
            if case .string(let text) = $0 { text } else { nil }
        }
    }
}
