/// One document's mention of another, by slug, at a place in it.
public struct Reference: Sendable, Hashable {
    /// What the mention means; the stored name of the link.
    public enum Role: String, Sendable, CaseIterable {
        /// A condition has this symptom.
        case symptom
        /// A condition is treated so.
        case treatment
        /// A condition brings on the one that names it.
        case cause
        /// Worth reading next.
        case related
        /// Where to turn to.
        case clinic
    }

    /// Where the slug stands.
    public let pointer: JSONPointer
    /// What the mention means.
    public let role: Role
    /// The kind of document that is meant.
    public let type: DocumentType
    /// Its slug; the language is that of the mentioning document, else the site's default.
    public let slug: Slug
    /// What is particular to the mention: a note, a detail, a reason.
    public let note: String?
}

extension Document {
    /// Every mention of another document, in order.
    public var references: [Reference] {
        guard case .condition(let condition) = self else { return [] }
        return condition.references
    }
}

extension Condition {
    /// Every mention of another document, in order.
    var references: [Reference] {
        let root = JSONPointer.root
        var found: [Reference] = []
        func add(
            _ place: JSONPointer, _ role: Reference.Role, _ type: DocumentType, _ slug: Slug,
            _ note: String? = nil
        ) {
            let pointer = place.appending("slug")
            found.append(
                Reference(pointer: pointer, role: role, type: type, slug: slug, note: note))
        }
        for (index, cause) in causes.enumerated() {
            let place = root.appending("causes").appending(index).appending("conditions")
            for (inner, slug) in cause.conditions.enumerated() {
                add(place.appending(inner), .cause, .condition, slug, cause.name)
            }
        }
        for (index, reference) in symptoms.enumerated() {
            let place = root.appending("symptoms").appending(index)
            add(place, .symptom, .symptom, reference.slug, reference.note)
        }
        for (index, reference) in treatments.enumerated() {
            let place = root.appending("treatments").appending(index)
            add(place, .treatment, .treatment, reference.slug, reference.detail)
        }
        for (index, reference) in related.enumerated() {
            let place = root.appending("related").appending(index)
            add(place, .related, .condition, reference.slug, reference.reason)
        }
        if let clinic = callToAction?.clinic {
            let place = root.appending("callToAction").appending("clinic")
            add(place, .clinic, .clinic, clinic)
        }
        return found
    }
}
