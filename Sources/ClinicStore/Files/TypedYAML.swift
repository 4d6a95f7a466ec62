public import ClinicCore

/// Reads YAML whose scalars without quotes have types, as in the JSON that it stands for: the core
/// schema of YAML 1.2 (§10.3.2). Content files are read otherwise, see `YAMLFile`.
public enum TypedYAML: Sendable {
    /// The document in the bytes of a file, or what is wrong with them and on which line.
    public static func value(_ bytes: [UInt8]) throws(Failure) -> Value {
        do throws(YAMLFile.Failure) {
            return try YAMLFile(bytes, plain: plain).value
        } catch {
            throw Failure(detail: error.detail, line: error.line)
        }
    }

    /// Why a file cannot be read, and on which line.
    public struct Failure: Error, CustomStringConvertible {
        /// What is wrong.
        public let detail: String
        /// The line, where known.
        public let line: Int?

        /// Both in one sentence.
        public var description: String { (line.map { "line \($0): " } ?? "") + detail }
    }

    private static func plain(_ scalar: String) -> Value {
        switch scalar {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        // What JSON spells alike is a number; the hexadecimal, octal and signed spellings, infinity
        // and NaN have no place in a document that becomes JSON, and stay text.
        guard scalar.utf8.first.map({ (0x30...0x39).contains($0) || $0 == 0x2D }) ?? false,
            let number = try? JSONParser.parse(Array(scalar.utf8))
        else { return .string(scalar) }
        return number
    }
}
