/// The kinds of document that a library holds.
public enum DocumentType: String, Sendable, CaseIterable {
    /// A disease or disorder: one structured article.
    case condition
    /// What a patient notices; conditions refer to it.
    case symptom
    /// What is done about a condition; conditions refer to it.
    case treatment
    /// Who treats.
    case clinic
    /// The publisher's own data; there is one.
    case site

    /// The types that have collections of their own under `/v1`.
    public static let collections: [DocumentType] = [.condition, .symptom, .treatment, .clinic]

    /// The name of the collection, in addresses and folders.
    public var collection: String {
        switch self {
        case .condition: "conditions"
        case .symptom: "symptoms"
        case .treatment: "treatments"
        case .clinic: "clinics"
        case .site: "site"
        }
    }

    /// The type whose collection has that name.
    public init?(collection: some StringProtocol) {
        guard let type = Self.allCases.first(where: { $0.collection == collection }) else {
            return nil
        }
        self = type
    }
}
