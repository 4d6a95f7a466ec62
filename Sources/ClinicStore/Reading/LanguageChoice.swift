import ClinicCore

/// Chooses, of the translations of a document, the one in `language`, or else the one in `fallback`.
struct LanguageChoice {
    let language: LanguageTag
    let fallback: LanguageTag?

    /// The condition on `published`; wants the arguments `language` and `fallback`.
    var condition: String {
        guard let fallback, fallback != language else {
            return "published.language = :language AND :fallback IS NOT NULL"
        }
        return """
            (published.language = :language OR (published.language = :fallback AND NOT EXISTS (
                SELECT 1 FROM published AS translation
                WHERE translation.type = published.type AND translation.slug = published.slug
                    AND translation.language = :language)))
            """
    }

    /// The value of `fallback`; never null, so that every statement takes the same arguments.
    var fallbackArgument: String { (fallback ?? language).description }
}
