import ClinicCore
import ClinicStore

/// `include=symptoms,treatments`: the documents that conditions mention, each in whole and once, in a
/// list of their own beside the conditions.
struct Included {
    /// What may be asked for.
    static let choices = ["symptoms", "treatments", "related"]

    let names: [String]
    let maker: DocumentRepresentation

    /// Adds `included`, if anything was asked for.
    func append(_ documents: [StoredDocument], to result: inout Representation) throws {
        guard !names.isEmpty else { return }
        var seen: Set<DocumentKey> = []
        var values: [Value] = []
        for document in documents {
            let wanted = try document.document.references.filter { names.contains($0.role.member) }
            let slugs = Set(wanted.map { "\($0.type) \($0.slug)" })
            let targets = try maker.context.view.targets(
                of: document.entry.id, language: document.entry.key.language,
                fallback: maker.fallback)
            for target in targets.sorted(by: {
                ($0.key.type.rawValue, $0.key.slug) < ($1.key.type.rawValue, $1.key.slug)
            })
            where slugs.contains("\(target.key.type) \(target.key.slug)") {
                guard seen.insert(target.key).inserted,
                    let stored = try maker.context.view.document(target.key)
                else { continue }
                var part = try maker.whole(stored)
                // The document around it says this for all.
                part.object["disclaimer"] = nil
                values.append(.object(part.object))
                result.embed(changed: part.lastModified)
                if let until = part.validUntil {
                    result.validUntil = min(result.validUntil ?? until, until)
                }
            }
        }
        result.object.append("included", .array(values))
    }
}

extension Reference.Role {
    /// The name by which `include` asks for it.
    fileprivate var member: String {
        switch self {
        case .symptom: "symptoms"
        case .treatment: "treatments"
        case .related: "related"
        case .cause: "causes"
        case .clinic: "clinic"
        }
    }
}
