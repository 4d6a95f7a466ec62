public import ClinicCore
public import Foundation
import GRDB

/// A page of a collection: which documents, in which order, from where on.
public struct ListQuery: Sendable {
    /// The collection.
    public var type: DocumentType
    /// The language wanted.
    public var language: LanguageTag
    /// The language of documents without a translation; nil leaves them out.
    public var fallback: LanguageTag?
    /// All must hold.
    public var filters: [Filter] = []
    /// The order.
    public var sort = Sort.name
    /// Whether the order is reversed.
    public var isDescending = false
    /// The place behind which the page begins.
    public var after: Position?
    /// Documents at most.
    public var limit = 20
    /// The day for which review status is computed.
    public var today = CalendarDate(Date(), in: .gmt)

    /// All documents of a type.
    public init(type: DocumentType, language: LanguageTag, fallback: LanguageTag?) {
        self.type = type
        self.language = language
        self.fallback = fallback
    }

    /// A condition on documents.
    public enum Filter: Sendable, Equatable {
        /// The name begins with it: A to Z, or #.
        case letter(String)
        /// Changed at or after.
        case updatedSince(Date)
        /// Bears a term.
        case term(Vocabulary, Slug)
        /// Mentions that document in that role.
        case mentions(Reference.Role, Slug)
        /// A condition of that slug mentions it in that role.
        case mentionedBy(Reference.Role, Slug)
        /// A treatment of that kind.
        case kind(TreatmentKind)
        /// Its review stands so today.
        case review(ReviewStatus)
    }

    /// An order of documents; equal ones are in the order of their slugs.
    public enum Sort: String, Sendable, CaseIterable {
        /// By name, without capitals and accents.
        case name
        /// By the time of the last change, oldest first.
        case updated
        /// By the day of the next review, earliest first, unreviewed last.
        case reviewDue
    }

    /// A place in an order: the sort key and slug of the document there.
    public struct Position: Sendable, Equatable {
        /// The key as text.
        public var key: String
        /// The slug.
        public var slug: Slug

        /// Joins both.
        public init(key: String, slug: Slug) {
            self.key = key
            self.slug = slug
        }
    }
}

/// One page of a collection.
public struct ListPage: Sendable {
    /// The documents, in whole.
    public let documents: [StoredDocument]
    /// How many there are on all pages.
    public let total: Int
    /// The place of the last one, if more follow.
    public let next: ListQuery.Position?
}

extension ListQuery.Sort {
    /// The key as an expression that is never null.
    var expression: String {
        switch self {
        case .name: "published.sortKey"
        case .updated: "published.updatedAt"
        case .reviewDue: "coalesce(published.nextReview, '9999-99-99')"
        }
    }

    /// The key of a position as a value that compares with the expression; nil if it is none.
    public func isKey(_ key: String) -> Bool {
        self == .updated ? Int64(key) != nil : true
    }

    func value(_ key: String) -> any DatabaseValueConvertible & Sendable {
        self == .updated ? Int64(key) ?? 0 : key
    }
}

extension ListQuery {
    func count(_ db: Database) throws -> Int {
        let (condition, arguments) = condition
        return try Int.fetchOne(
            db.cachedStatement(sql: "SELECT count(*) FROM published WHERE \(condition)"),
            arguments: StatementArguments(arguments)) ?? 0
    }

    func page(_ db: Database) throws -> ListPage {
        let total = try count(db)
        var (condition, arguments) = condition
        let order = isDescending ? "DESC" : "ASC"
        if let after {
            let sign = isDescending ? "<" : ">"
            condition += " AND (\(sort.expression), published.slug) \(sign) (:afterKey, :afterSlug)"
            arguments["afterKey"] = sort.value(after.key)
            arguments["afterSlug"] = after.slug.description
        }
        arguments["limit"] = limit + 1
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Entry.columns), published.content,
                        CAST(\(sort.expression) AS TEXT) AS position
                    FROM published WHERE \(condition)
                    ORDER BY \(sort.expression) \(order), published.slug \(order) LIMIT :limit
                    """),
            arguments: StatementArguments(arguments))
        let documents = try rows.prefix(limit).map(StoredDocument.init(row:))
        var next: Position?
        if rows.count > limit, let last = documents.last {
            next = Position(key: rows[limit - 1]["position"], slug: last.entry.key.slug)
        }
        return ListPage(documents: documents, total: total, next: next)
    }

    private typealias Arguments = [String: (any DatabaseValueConvertible)?]

    private var condition: (String, Arguments) {
        let choice = LanguageChoice(language: language, fallback: fallback)
        var arguments: Arguments = [
            "type": type.rawValue, "language": language.description,
            "fallback": choice.fallbackArgument,
        ]
        var conditions = ["published.type = :type", choice.condition]
        for (index, filter) in filters.enumerated() {
            let name = "filter\(index)"
            let (condition, value) = filter.condition(name, today: today)
            conditions.append(condition)
            if let value { arguments[name] = value }
            if case .mentions(let role, _) = filter { arguments[name + "role"] = role.rawValue }
            if case .mentionedBy(let role, _) = filter { arguments[name + "role"] = role.rawValue }
            if case .term(let vocabulary, _) = filter {
                arguments[name + "vocabulary"] = vocabulary.rawValue
            }
        }
        return (conditions.joined(separator: " AND "), arguments)
    }
}

extension ListQuery.Filter {
    fileprivate func condition(
        _ name: String, today: CalendarDate
    ) -> (String, (any DatabaseValueConvertible)?) {
        switch self {
        case .letter(let letter):
            return ("published.letter = :\(name)", letter)
        case .updatedSince(let date):
            return ("published.updatedAt >= :\(name)", date.milliseconds)
        case .term(_, let term):
            return (
                """
                EXISTS (SELECT 1 FROM term WHERE vocabulary = :\(name)vocabulary
                    AND term = :\(name) AND document = published.id)
                """, term.description
            )
        case .mentions(_, let slug):
            return (
                """
                EXISTS (SELECT 1 FROM link WHERE source = published.id
                    AND role = :\(name)role AND targetSlug = :\(name))
                """, slug.description
            )
        case .mentionedBy(_, let slug):
            return (
                """
                EXISTS (SELECT 1 FROM link JOIN published AS source ON source.id = link.source
                    WHERE link.targetType = published.type AND link.targetSlug = published.slug
                    AND link.role = :\(name)role AND source.slug = :\(name))
                """, slug.description
            )
        case .kind(let kind):
            return ("published.kind = :\(name)", kind.rawValue)
        case .review(.unreviewed):
            return ("published.nextReview IS NULL", nil)
        case .review(.overdue):
            return ("published.nextReview < :\(name)", today.description)
        case .review(.due):
            return (
                "published.nextReview BETWEEN '\(today)' AND :\(name)",
                today.adding(days: Review.noticeDays).description
            )
        case .review(.current):
            return (
                "published.nextReview > :\(name)",
                today.adding(days: Review.noticeDays).description
            )
        }
    }
}
