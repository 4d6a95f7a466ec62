/// The publisher's own data: what holds for the library as a whole.
public struct Site: Sendable, Equatable {
    /// The library's name.
    public var name: String
    /// Who answers for it.
    public var publisher: Publisher?
    /// The address under which the public reaches this server.
    public var publicURL: WebAddress?
    /// Days begin and end in this zone (an IANA name).
    public var timeZone: String
    /// The language answered where none is asked for.
    public var defaultLanguage: LanguageTag
    /// On what terms the texts may be used.
    public var licence: Licence?
    /// Whether the content is a sample that a clinic should replace.
    public var isSample: Bool
    /// What every answer about a condition says, by language.
    public var disclaimers: [Disclaimer]

    /// Who answers for the library.
    public struct Publisher: Sendable, Equatable {
        /// The name as printed.
        public var name: String
        /// Its own page.
        public var url: WebAddress?
    }

    /// On what terms the texts may be used.
    public struct Licence: Sendable, Equatable {
        /// The usual name.
        public var name: String
        /// Where it stands.
        public var url: WebAddress?
    }

    /// The disclaimer in one language.
    public struct Disclaimer: Sendable, Equatable {
        /// The language of `text`.
        public var language: LanguageTag
        /// One to three sentences.
        public var text: String
    }

    /// The disclaimer for a reader of `language`: that one, or the same language of another region,
    /// or the default language's.
    public func disclaimer(in language: LanguageTag) -> String {
        let best =
            disclaimers.first { $0.language == language }
            ?? disclaimers.first { $0.language.primary == language.primary }
            ?? disclaimers.first { $0.language == defaultLanguage }
        return best?.text ?? Site.plainDisclaimer
    }

    /// What is said where a site gives no disclaimer of its own.
    public static let plainDisclaimer =
        "This is general information. It does not replace advice from your own doctor. "
        + "In an emergency, call your local emergency number."
}
