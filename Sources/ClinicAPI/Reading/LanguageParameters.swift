import ClinicCore
import ClinicStore

/// The language wanted by the query: `lang` and `fallback`.
struct LanguageParameters {
    /// The language asked for, if any.
    let asked: LanguageTag?
    /// Whether the site's default language is answered where a translation is missing.
    let fallsBack: Bool

    init(_ reader: inout ParameterReader) {
        asked = reader.one("lang", expected: LanguageTag.expected) { LanguageTag($0) }
        fallsBack =
            reader.one("fallback", expected: "none or default") { text in
                switch text {
                case "none": false
                case "default": true
                default: nil
                }
            } ?? true
    }

    /// The language of a list: `lang` first, else `Accept-Language` out of the library's languages,
    /// else the site's own; and the language that stands in, if any may. Where one may, a language
    /// that nothing is in gives way to the one that all is then answered in.
    func choose(
        for request: ReadRequest, _ site: Site, in view: LibraryView
    ) throws -> (language: LanguageTag, fallback: LanguageTag?) {
        let offered = try view.languages()
        var language =
            asked ?? request.preferredLanguage(of: offered) ?? site.defaultLanguage
        if fallsBack, !offered.contains(language) {
            let near = offered.first { $0.primary == language.primary }
            language = near ?? site.defaultLanguage
        }
        return (language, fallsBack ? site.defaultLanguage : nil)
    }

    /// The language of a document that exists in `available`: nil where it has none that will do.
    func choose(
        for request: ReadRequest, _ site: Site, available: [LanguageTag]
    ) -> LanguageTag? {
        if let asked {
            if available.contains(asked) { return asked }
            if let near = available.first(where: { $0.primary == asked.primary }), fallsBack {
                return near
            }
        } else if let preferred = request.preferredLanguage(of: available) {
            return preferred
        } else if available.contains(site.defaultLanguage) {
            return site.defaultLanguage
        }
        guard fallsBack else { return nil }
        return available.contains(site.defaultLanguage) ? site.defaultLanguage : available.first
    }
}
