/// A code of a medical code system that says what a document is about.
public struct MedicalCode: Sendable, Hashable {
    /// Which system the code is of.
    public let system: System
    /// The code in the system's usual spelling.
    public let code: String
    /// The system's own name for it, if given.
    public let display: String?

    /// The code systems we know.
    public enum System: String, Sendable, CaseIterable {
        /// ICD-10-CM, the diagnosis codes of the United States (CDC, CMS).
        case icd10CM = "icd-10-cm"
        /// Medical Subject Headings (NLM).
        case mesh

        /// What a finding says is allowed.
        static let expected = "one of " + allCases.map(\.rawValue).joined(separator: ", ")

        /// What a finding says is allowed.
        public var expected: String {
            switch self {
            case .icd10CM: "an ICD-10-CM code such as M62.830"
            case .mesh: "a MeSH descriptor such as D009120"
            }
        }
    }

    /// A code in any capitals, ICD-10-CM with or without its point; nil if the system has none such.
    public init?(system: System, code: String, display: String? = nil) {
        guard let normal = Self.normalized(code, system) else { return nil }
        self.system = system
        self.code = normal
        self.display = display
    }

    /// ICD-10-CM: letter, digit, letter or digit, then a point and one to four more. MeSH: D and six
    /// or nine digits.
    private static func normalized(_ text: String, _ system: System) -> String? {
        let code = text.uppercased()
        switch system {
        case .icd10CM:
            let bare = code.replacing(".", with: "", maxReplacements: 1)
            let hasPointInPlace = code == bare || code.dropFirst(3).first == "."
            guard hasPointInPlace, (3...7).contains(bare.utf8.count),
                bare.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }),
                bare.prefix(1).isASCIILetters, bare.dropFirst().prefix(1).isASCIIDigits,
                code.last != "."
            else { return nil }
            return bare.utf8.count == 3 ? bare : "\(bare.prefix(3)).\(bare.dropFirst(3))"
        case .mesh:
            let digits = code.dropFirst()
            guard code.first == "D", digits.isASCIIDigits, [6, 9].contains(digits.utf8.count) else {
                return nil
            }
            return code
        }
    }
}
