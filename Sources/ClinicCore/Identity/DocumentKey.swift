/// What names one document: its type, slug and language. Translations share type and slug.
public struct DocumentKey: Sendable, Hashable, CustomStringConvertible {
    /// The kind of document.
    public let type: DocumentType
    /// Its name within the collection.
    public let slug: Slug
    /// The language it is written in.
    public let language: LanguageTag

    /// Joins the three.
    public init(_ type: DocumentType, _ slug: Slug, _ language: LanguageTag) {
        self.type = type
        self.slug = slug
        self.language = language
    }

    /// "conditions/back-spasm (en)"
    public var description: String { "\(type.collection)/\(slug) (\(language))" }
}
