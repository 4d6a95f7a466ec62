import ClinicCore
import ClinicStore
import Foundation
import HTTPTypes

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
            // With it the request is an editor's.
            reader.allow("state")
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
        if type == .site { return try siteRepresentation(context) }
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

    /// The site's data, which are in no language and have no parts to choose.
    private func siteRepresentation(_ context: ReadContext) throws -> Representation {
        guard let stored = try context.view.document(.site) else { throw Problem.notFound }
        let maker = DocumentRepresentation(context: context, fallback: nil)
        var result = try maker.whole(stored)
        result.language = nil
        result.variesByLanguage = false
        if let fields {
            result.object = result.object.keeping(Set(DocumentFields.identity + fields))
        }
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

    /// 308 to the same part of the document under its new slug.
    private func movedTo(_ successor: Slug) -> Problem {
        let path = request.path.replacing(
            "/\(slug)", with: "/\(successor)", maxReplacements: 1)
        let query = request.rawQuery.isEmpty ? "" : "?" + request.rawQuery
        var problem = Problem(.moved, "This \(type.rawValue) is called \(successor) now.")
        problem.fields[.location] = path + query
        return problem
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
            if let successor = try context.view.successor(of: DocumentKey(type, slug, tag)) {
                return movedTo(successor)
            }
            guard let withdrawal = try context.view.withdrawal(of: DocumentKey(type, slug, tag))
            else { continue }
            var problem = Problem(.gone, "This \(type.rawValue) was withdrawn.")
            problem.members.append("reason", text: withdrawal.reason)
            problem.members.append("withdrawnAt", text: withdrawal.at.timestamp)
            if let replacement = withdrawal.replacement {
                let href = context.href(DocumentKey(type, replacement, tag))
                problem.members.append(
                    "replacement",
                    .object([
                        "slug": .string(replacement.description), "href": .string(href),
                    ]))
            }
            return problem
        }
        return Problem(
            .notFound,
            "There is no \(type.rawValue) of this name. GET /v1/\(type.collection) lists what there is."
        )
    }
}
