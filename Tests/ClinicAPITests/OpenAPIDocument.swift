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

    /// What one path answers to one method, its parameters found.
    struct Operation {
        let method: String
        let path: String
        let value: Value
        let parameters: [Value]

        /// The names of the parameters of the query.
        var queryNames: [String] {
            parameters.filter { $0.text("/in") == "query" }.compactMap { $0.text("/name") }
        }

        /// The media type of the body and an example of it; empty where there is none.
        var body: (type: String, text: String) {
            guard case .object(let content)? = value[at: "/requestBody/content"],
                let media = content.members.first, let example = media.value["example"]
            else { return ("", "") }
            return (media.name, String(decoding: JSONWriter.bytes(example), as: UTF8.self))
        }

        /// The statuses of success.
        var successes: [String] { value["responses"]?.names.filter { $0.hasPrefix("2") } ?? [] }

        /// The path with the example of each parameter in its place.
        var examplePath: String {
            parameters.filter { $0.text("/in") == "path" }.reduce(path) { path, parameter in
                path.replacing(
                    "{\(parameter.text("/name") ?? "")}",
                    with: parameter.text("/example") ?? parameter.integer("/example").map(
                        String.init)
                        ?? "")
            }
        }
    }

    /// Every operation.
    var operations: [Operation] {
        guard case .object(let paths)? = document["paths"] else { return [] }
        return paths.members.flatMap { path in
            Self.methods.compactMap { method in
                guard let value = path.value[method.lowercased()] else { return nil }
                let parameters = path.value.list("/parameters") + value.list("/parameters")
                return Operation(
                    method: method, path: path.name, value: value,
                    parameters: parameters.map(follow))
            }
        }
    }

    /// Every method that a path may describe.
    private static let methods = [
        "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE",
    ]

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
