extension Document {
    /// Reads a document of the key's type. Everything wrong with its shape is noted in `report`; what
    /// is returned then lacks the parts that could not be read.
    ///
    /// Members that the server derives (`href`, `revision`, `review.status` …) are passed over, so
    /// that what `GET` answered can be sent back. `type`, `slug` and `language` may be present and
    /// must then be the key's.
    public init(reading value: Value, as key: DocumentKey, report: ObjectReader.Report) {
        var reader = ObjectReader(value, report: report)
        reader.checkIdentity("type", is: key.type.rawValue)
        reader.checkIdentity("slug", is: key.slug.description)
        reader.checkIdentity("language", is: key.language.description)
        reader.ignore(
            "href", "translations", "translationStale", "revision", "updatedAt", "publishedAt",
            "state", "public", "updatedBy", "publishAt", "expireAt", "findings")
        if key.type != .site { reader.ignore("disclaimer") }
        switch key.type {
        case .condition: self = .condition(Condition(reading: &reader))
        case .symptom: self = .symptom(Symptom(reading: &reader))
        case .treatment: self = .treatment(Treatment(reading: &reader))
        case .clinic: self = .clinic(Clinic(reading: &reader))
        case .site: self = .site(Site(reading: &reader))
        }
        reader.finish()
    }

    /// Reads a document and either gives it whole or throws all that is wrong with its shape.
    ///
    /// - Parameter isStored: whether it was checked when it was saved; its web addresses are then
    ///   taken as they are.
    public static func read(
        _ value: Value, as key: DocumentKey, isStored: Bool = false
    ) throws(InvalidDocument) -> Document {
        let report = ObjectReader.Report(isStored: isStored)
        let document = Document(reading: value, as: key, report: report)
        guard report.findings.isEmpty else { throw InvalidDocument(findings: report.findings) }
        return document
    }
}

/// A document that cannot be taken as it is, and everything that is wrong with it.
public struct InvalidDocument: Error, Equatable {
    /// At least one.
    public let findings: [Finding]

    /// Joins the findings.
    public init(findings: [Finding]) {
        self.findings = findings
    }
}

extension ObjectReader {
    fileprivate mutating func checkIdentity(_ name: String, is expected: String) {
        if let text = text(name), text.lowercased() != expected.lowercased() {
            note(name, "is \"\(text.prefix(80))\" here, but this document's \(name) is \(expected)")
        }
    }
}
