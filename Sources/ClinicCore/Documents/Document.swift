/// One document of a library, whatever its type.
public enum Document: Sendable, Equatable {
    /// A disease or disorder.
    case condition(Condition)
    /// What a patient notices.
    case symptom(Symptom)
    /// What is done about a condition.
    case treatment(Treatment)
    /// Who treats.
    case clinic(Clinic)
    /// The publisher's own data.
    case site(Site)

    /// The kind of document.
    public var type: DocumentType {
        switch self {
        case .condition: .condition
        case .symptom: .symptom
        case .treatment: .treatment
        case .clinic: .clinic
        case .site: .site
        }
    }

    /// The usual name.
    public var name: String {
        switch self {
        case .condition(let condition): condition.name
        case .symptom(let symptom): symptom.name
        case .treatment(let treatment): treatment.name
        case .clinic(let clinic): clinic.name
        case .site(let site): site.name
        }
    }

    /// One or two sentences for lists.
    public var summary: String {
        switch self {
        case .condition(let condition): condition.summary
        case .symptom(let symptom): symptom.summary
        case .treatment(let treatment): treatment.summary
        case .clinic(let clinic): clinic.summary
        case .site: ""
        }
    }

    /// The last review, if any.
    public var review: Review? {
        switch self {
        case .condition(let condition): condition.review
        case .symptom(let symptom): symptom.review
        case .treatment(let treatment): treatment.review
        case .clinic(let clinic): clinic.review
        case .site: nil
        }
    }

    /// What it is called in code systems.
    public var codes: [MedicalCode] {
        switch self {
        case .condition(let condition): condition.codes
        case .symptom(let symptom): symptom.codes
        case .treatment(let treatment): treatment.codes
        case .clinic, .site: []
        }
    }

    /// The terms it can be found by, of one vocabulary.
    public func terms(of vocabulary: Vocabulary) -> [Slug] {
        switch (vocabulary, self) {
        case (.tags, .condition(let condition)): condition.tags
        case (.tags, .symptom(let symptom)): symptom.tags
        case (.tags, .treatment(let treatment)): treatment.tags
        case (.tags, .clinic(let clinic)): clinic.tags
        case (.specialties, .condition(let condition)): condition.specialties
        case (.specialties, .clinic(let clinic)): clinic.specialties
        case (.bodyRegions, .condition(let condition)): condition.bodyRegions
        case (.bodyRegions, .symptom(let symptom)): symptom.bodyRegions
        case (.bodyRegions, .treatment(let treatment)): treatment.bodyRegions
        case (_, .site), (.specialties, _), (.bodyRegions, .clinic): []
        }
    }
}

/// The sets of terms by which documents are found.
public enum Vocabulary: String, Sendable, CaseIterable {
    /// The clinic's own terms.
    case tags
    /// Medical specialties.
    case specialties
    /// Parts of the body.
    case bodyRegions = "body-regions"
}
