public import ClinicCore

/// One thing that is wrong with a content file.
public struct FileFinding: Sendable, Hashable, CustomStringConvertible {
    /// The file's path within the content directory.
    public let path: String
    /// The line, from 1, where known.
    public let line: Int?
    /// The place in the document and what is wrong there.
    public let finding: Finding

    /// Joins the parts.
    public init(path: String, line: Int? = nil, finding: Finding) {
        self.path = path
        self.line = line
        self.finding = finding
    }

    /// "en/conditions/back-spasm.yaml:12: /symptoms/2/slug: …", on one line: what a file brings of
    /// control characters and ends of lines is escaped, so that it cannot steer a terminal.
    public var description: String {
        let place = line.map { "\(path):\($0)" } ?? path
        return "\(place): \(finding)".unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                text += scalar.escaped(asASCII: true)
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
