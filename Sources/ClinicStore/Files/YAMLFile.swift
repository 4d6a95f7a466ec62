import ClinicCore
import Yams

/// One YAML document as a `Value`, and the line on which each part of it stands.
///
/// Scalars stay text: `no` and `2026-11-22` mean what they say, and only the reader of a field
/// knows what it wants. Yams' composer is used, because its loader would turn them into others.
struct YAMLFile {
    let value: Value
    private let lines: [JSONPointer: Int]

    /// Bytes of a file at most.
    static let sizeLimit = 1 << 20
    /// Lists and mappings within each other at most.
    static let depthLimit = 64
    /// Values in a file at most; aliases count each time, so that no few lines grow without end.
    static let nodeLimit = 50_000

    /// Reads a file's bytes or throws what is wrong with them, with the line where known.
    ///
    /// - Parameter plain: what a scalar without quotes stands for.
    init(
        _ bytes: [UInt8], plain: @escaping (String) -> Value = Self.text
    ) throws(Failure) {
        guard bytes.count <= Self.sizeLimit else {
            throw Failure("is larger than \(Self.sizeLimit / 1024) KiB; split the text up")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure("is not valid UTF-8; save the file in that encoding")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw Failure(error)
        }
        guard let root else { throw Failure("is empty") }
        var builder = Builder(plain: plain)
        value = try builder.value(root, at: .root)
        lines = builder.lines
    }

    /// The plain scalar as its text, or null.
    static func text(_ scalar: String) -> Value {
        ["", "~", "null"].contains(scalar) ? .null : .string(scalar)
    }

    /// The line of that place, or of the nearest place around it.
    func line(of pointer: JSONPointer) -> Int? {
        var pointer = pointer
        while lines[pointer] == nil, pointer != .root { pointer = pointer.parent }
        return lines[pointer]
    }

    /// Why a file cannot be read, and on which line.
    struct Failure: Error {
        let detail: String
        let line: Int?

        init(_ detail: String, line: Int? = nil) {
            self.detail = detail
            self.line = line
        }

        fileprivate init(_ error: any Error) {
            switch error as? YamlError {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                self.init("is not valid YAML: \(problem)", line: mark.line)
            case .duplicatedKeysInMapping(let duplicates, let context):
                let names = duplicates.map { "\($0)" }.joined(separator: ", ")
                self.init("has the key \(names) twice", line: context.mark.line)
            case .reader(let problem, _, _, _):
                self.init("is not valid YAML: \(problem)")
            default:
                self.init("is not valid YAML: \(error)")
            }
        }
    }

    private struct Builder {
        let plain: (String) -> Value
        var lines: [JSONPointer: Int] = [:]
        var nodes = 0
        var depth = 0

        mutating func value(_ node: Node, at pointer: JSONPointer) throws(Failure) -> Value {
            nodes += 1
            let line = node.mark?.line
            guard nodes <= nodeLimit else {
                throw Failure(
                    "has more than \(nodeLimit) values; are aliases repeated?", line: line)
            }
            lines[pointer] = line
            depth += 1
            defer { depth -= 1 }
            guard depth <= depthLimit else {
                throw Failure("is nested more than \(depthLimit) deep", line: line)
            }
            switch node {
            case .scalar(let scalar):
                let isPlain = scalar.style == .plain || scalar.style == .any
                return isPlain ? plain(scalar.string) : .string(scalar.string)
            case .sequence(let sequence):
                var values: [Value] = []
                for (index, element) in sequence.enumerated() {
                    values.append(try value(element, at: pointer.appending(index)))
                }
                return .array(values)
            case .mapping(let mapping):
                var object = Value.Object()
                for (key, element) in mapping {
                    guard let name = key.scalar?.string else {
                        throw Failure("has a key that is not text", line: key.mark?.line)
                    }
                    object.append(name, try value(element, at: pointer.appending(name)))
                }
                return .object(object)
            case .alias:
                throw Failure("has an alias that cannot be resolved", line: line)
            }
        }
    }
}
