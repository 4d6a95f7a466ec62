import ClinicCore
import ClinicStore
import Foundation

/// `GET /v1/{collection}/{slug}` and the sections of a condition.
struct DocumentReading {
    let request: ReadRequest
    let type: DocumentType
    let slug: Slug
    let section: Section?

    private let language: LanguageParameters
    private let fields: [String]?
    private let include: [String]

    /// Reads the parameters or throws what is wrong with them.
    init(
        _ request: ReadRequest, _ type: DocumentType, _ slug: Slug, section: Section?,
        reader: inout ParameterReader
    ) throws(Problem) {
        self.request = request
        self.type = type
        self.slug = slug
        self.section = section
        language = LanguageParameters(&reader)
        if section == nil {
            fields = reader.names("fields", of: DocumentFields.all(of: type))
            include =
                type == .condition
                ? reader.names("include", of: Included.choices) ?? [] : []
        } else {
            fields = nil
            include = []
        }
        try reader.finish()
    }

    /// Makes the answer.
    func representation(_ context: ReadContext) throws -> Representation {
        let available = try context.view.languages(of: type, slug)
        guard let chosen = language.choose(for: request, context.site, available: available),
            let stored = try context.view.document(DocumentKey(type, slug, chosen))
        else { throw try absence(context, available: available) }
        let fallback = language.fallsBack ? context.site.defaultLanguage : nil
        let maker = DocumentRepresentation(context: context, fallback: fallback)
        var result = try maker.whole(stored)
        if let section {
            result.object = Self.section(section, of: result.object)
        } else if let fields {
            result.object = result.object.keeping(
                Set(DocumentFields.identity + fields + DocumentFields.safety))
        }
        try Included(names: include, maker: maker).append([stored], to: &result)
        return result
    }

    /// A section keeps what the reader needs to place it, its red flags and the disclaimer.
    private static func section(_ section: Section, of object: Value.Object) -> Value.Object {
        let name = section == .redFlags ? "redFlags" : section.rawValue
        var kept = object.keeping(
            Set(DocumentFields.identity + ["name", name] + DocumentFields.safety))
        if let href = object["href"], case .string(let text) = href {
            var parts = text.split(separator: "?", maxSplits: 1)
            parts[0] += "/\(section.rawValue)"
            kept["href"] = .string(parts.joined(separator: "?"))
        }
        return kept
    }

    /// Why the document is not there: never was, was withdrawn, or not in that language.
    private func absence(_ context: ReadContext, available: [LanguageTag]) throws -> Problem {
        guard available.isEmpty else {
            var problem = Problem(
                .notFound,
                "This \(type.rawValue) has no translation into the language asked for; it exists in "
                    + available.map(\.description).joined(separator: ", ") + ".")
            problem.members.append("available", texts: available.map(\.description))
            return problem
        }
        let wanted = language.asked ?? context.site.defaultLanguage
        for tag in [wanted, context.site.defaultLanguage] {
            guard let withdrawal = try context.view.withdrawal(of: DocumentKey(type, slug, tag))
            else { continue }
            var problem = Problem(.gone, "This \(type.rawValue) was withdrawn.")
            problem.members.append("reason", text: withdrawal.reason)
            problem.members.append("withdrawnAt", text: withdrawal.at.timestamp)
            return problem
        }
        return Problem(
            .notFound,
            "There is no \(type.rawValue) of this name. GET /v1/\(type.collection) lists what there is."
        )
    }
}
