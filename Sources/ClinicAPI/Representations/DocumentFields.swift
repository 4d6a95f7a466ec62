import ClinicCore

/// The members of a representation, by name: what `fields` may ask for.
enum DocumentFields {
    /// Members that are always there: they say what the document is.
    static let identity = ["type", "slug", "language", "href"]

    /// Members that a list shows when nothing else is asked for.
    static let summary = ["name", "kind", "summary", "updatedAt"]

    /// Members that cannot be asked away from a whole document, for the safety of readers.
    static let safety = ["redFlags", "disclaimer"]

    /// All members that a document of the type may have.
    static func all(of type: DocumentType) -> [String] {
        // The site has no address, no summary and no translations.
        if type == .site {
            return [
                "type", "slug", "language", "name", "publisher", "publicURL", "timeZone",
                "defaultLanguage", "licence", "sample", "disclaimer", "revision", "updatedAt",
                "publishedAt",
            ]
        }
        let own: [String] =
            switch type {
            case .condition:
                [
                    "alsoKnownAs", "headline", "overview", "causes", "symptoms", "diagnosis",
                    "treatments", "redFlags", "codes", "bodyRegions", "specialties", "tags",
                    "related", "callToAction", "byline", "sources",
                ]
            case .symptom:
                [
                    "alsoKnownAs", "description", "redFlags", "codes", "bodyRegions", "tags",
                    "conditions", "sources",
                ]
            case .treatment:
                [
                    "alsoKnownAs", "kind", "description", "cautions", "redFlags", "codes",
                    "bodyRegions", "tags", "conditions", "sources",
                ]
            case .clinic:
                [
                    "description", "team", "address", "telephone", "telephoneDisplay", "booking",
                    "url", "specialties", "tags", "conditions", "sources",
                ]
            case .site: []
            }
        return identity + ["name", "summary"] + own + [
            "review", "disclaimer", "translations", "revision", "updatedAt", "publishedAt",
        ]
    }
}

extension Value.Object {
    /// The members whose names are among those.
    func keeping(_ names: Set<String>) -> Value.Object {
        var kept = Value.Object()
        for member in members where names.contains(member.name) {
            kept.append(member.name, member.value)
        }
        return kept
    }
}
