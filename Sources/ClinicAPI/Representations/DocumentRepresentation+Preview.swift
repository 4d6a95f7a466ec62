import ClinicCore
import ClinicStore
import Foundation

extension DocumentRepresentation {
    /// A draft as a preview shows it: the members that the public document would have, marked as a
    /// draft. What it mentions is named where it is public, and is a slug alone where it is not.
    func preview(_ draft: EditorialDocument, expiresAt: Date) throws -> Value.Object {
        let key = draft.key
        var result = Representation(object: key.identity)
        result.object.append("state", .string("draft"))
        result.object.append("expiresAt", .string(expiresAt.timestamp))
        appendOwn(draft.document.object(), of: key, try publicMentions(draft), to: &result)
        if key.type != .site {
            appendReview(draft.document.review, to: &result)
            result.object.append("disclaimer", text: context.site.disclaimer(in: key.language))
        }
        result.object.append("revision", .integer(Int(draft.revision)))
        result.object.append("updatedAt", .string(draft.updatedAt.timestamp))
        return result.object
    }

    private func publicMentions(_ draft: EditorialDocument) throws -> Value.Object.Mention {
        var objects: [DocumentType: [Slug: Value.Object]] = [:]
        for reference in draft.document.references {
            guard objects[reference.type]?[reference.slug] == nil else { continue }
            let found = try [draft.key.language, fallback].lazy.compactMap(\.self).compactMap {
                try context.view.document(DocumentKey(reference.type, reference.slug, $0))?.entry
            }.first
            guard let found else { continue }
            objects[reference.type, default: [:]][reference.slug] =
                reference.type == .clinic ? try clinicMention(found) : mention(found)
        }
        return { type, slug in objects[type]?[slug] ?? .mention(slug) }
    }
}
