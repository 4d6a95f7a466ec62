import ClinicCore
import ClinicStore
import Foundation

/// Makes the JSON representation of documents, with the names and addresses of what they mention.
struct DocumentRepresentation {
    let context: ReadContext
    /// The language in which mentioned documents stand in where they have no translation.
    let fallback: LanguageTag?

    /// The whole document.
    func whole(_ stored: StoredDocument) throws -> Representation {
        let key = stored.entry.key
        var result = Representation(object: identity(key), language: key.language)
        result.embed(changed: stored.entry.updatedAt)
        result.embed(changed: context.siteUpdatedAt)
        let members = try stored.members
        appendOwn(members, of: key, try mentions(of: stored.entry, into: &result), to: &result)
        // The site's data are as they are written; all else is derived from other documents too.
        guard key.type != .site else {
            appendPublication(stored.entry, to: &result)
            return result
        }
        try appendReverseMentions(key, to: &result)
        appendReview(Review(of: members), to: &result)
        result.object.append(
            "disclaimer", text: context.site.disclaimer(in: key.language))
        let others = try context.view.languages(of: key.type, key.slug)
            .filter { $0 != key.language }
        result.object.append("translations", each: others) { language in
            .object([
                "language": .string(language.description),
                "href": .string(context.href(DocumentKey(key.type, key.slug, language))),
            ])
        }
        appendPublication(stored.entry, to: &result)
        return result
    }

    /// The document's own members; the review is told by `appendReview`, with its status.
    func appendOwn(
        _ members: Value.Object, of key: DocumentKey, _ mention: Value.Object.Mention,
        to result: inout Representation
    ) {
        for member in members.mentioning(in: key.type, mention).members
        where member.name != "review" {
            result.object.append(member.name, member.value)
        }
    }

    private func appendPublication(_ entry: Entry, to result: inout Representation) {
        result.object.append("revision", .integer(Int(entry.revision)))
        result.object.append("updatedAt", text: entry.updatedAt.timestamp)
        result.object.append("publishedAt", text: entry.publishedAt.timestamp)
    }

    /// What a list shows when nothing else is asked for; needs no further reading.
    func summary(_ entry: Entry) -> Value.Object {
        var object = identity(entry.key)
        object.append("name", .string(entry.name))
        object.append("kind", text: entry.kind?.rawValue)
        object.append("summary", text: entry.summary)
        object.append("updatedAt", text: entry.updatedAt.timestamp)
        return object
    }

    private func identity(_ key: DocumentKey) -> Value.Object {
        var object = key.identity
        // The site's data have no address of their own.
        if key.type != .site { object.append("href", .string(context.href(key))) }
        return object
    }

    /// Looks up all that the document mentions, and returns what stands for each mention.
    private func mentions(
        of entry: Entry, into result: inout Representation
    ) throws -> Value.Object.Mention {
        guard entry.key.type == .condition else { return { _, _ in nil } }
        let targets = try context.view.targets(
            of: entry.id, language: entry.key.language, fallback: fallback)
        var objects: [DocumentType: [Slug: Value.Object]] = [:]
        for target in targets {
            result.embed(changed: target.updatedAt)
            objects[target.key.type, default: [:]][target.key.slug] =
                target.key.type == .clinic
                ? try clinicMention(target) : mention(target)
        }
        return { type, slug in objects[type]?[slug] }
    }

    func mention(_ target: Entry) -> Value.Object {
        var object: Value.Object = [
            "slug": .string(target.key.slug.description), "name": .string(target.name),
        ]
        object.append("kind", text: target.kind?.rawValue)
        object.append("href", .string(context.href(target.key)))
        return object
    }

    func clinicMention(_ target: Entry) throws -> Value.Object {
        var object: Value.Object = [
            "slug": .string(target.key.slug.description), "name": .string(target.name),
        ]
        if let clinic = try context.view.document(target.key)?.members {
            let told = [
                ("locality", clinic["address"]?["locality"]), ("telephone", clinic["telephone"]),
                ("telephoneDisplay", clinic["telephoneDisplay"]),
            ]
            for case (let name, let value?) in told { object.append(name, value) }
        }
        object.append("href", .string(context.href(target.key)))
        return object
    }

    /// The conditions that mention a symptom, treatment or clinic, with what they say of it.
    private func appendReverseMentions(_ key: DocumentKey, to result: inout Representation) throws {
        let (role, member): (Reference.Role, String)
        switch key.type {
        case .symptom: (role, member) = (.symptom, "note")
        case .treatment: (role, member) = (.treatment, "detail")
        case .clinic: (role, member) = (.clinic, "note")
        case .condition, .site: return
        }
        let mentions = try context.view.mentions(
            of: key.type, key.slug, role: role, language: key.language, fallback: fallback)
        for mention in mentions { result.embed(changed: mention.entry.updatedAt) }
        result.object.append("conditions", each: mentions) { mention in
            var object = self.mention(mention.entry)
            object.append(member, text: mention.note)
            return .object(object)
        }
    }

    func appendReview(_ review: Review?, to result: inout Representation) {
        var object = Value.Object()
        let status = review?.status(on: context.today) ?? .unreviewed
        object.append("status", .string(status.rawValue))
        if let review {
            object.append("reviewedBy", .string(review.reviewedBy))
            object.append("lastReviewed", .string(review.lastReviewed.description))
            object.append("nextReview", .string(review.nextReview.description))
        }
        result.object.append("review", .object(object))
        result.embed(changed: context.lastTurn(of: review))
        result.validUntil = context.nextTurn(of: review)
    }
}
