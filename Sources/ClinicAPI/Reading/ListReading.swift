import ClinicCore
import ClinicStore
import Foundation

/// `GET /v1/{collection}`: a page of documents.
struct ListReading {
    let request: ReadRequest
    let type: DocumentType

    private let language: LanguageParameters
    private let filters: [ListQuery.Filter]
    private let sort: ListQuery.Sort
    private let isDescending: Bool
    private let limit: Int
    private let after: ListQuery.Position?
    private let fields: [String]?
    private let include: [String]

    /// Documents of a page where nothing is asked for, and at most.
    private static let defaultLimit = 20
    private static let limits = 1...100

    /// Reads the parameters or throws what is wrong with them.
    init(_ request: ReadRequest, _ type: DocumentType, reader: inout ParameterReader)
        throws(Problem)
    {
        self.request = request
        self.type = type
        language = LanguageParameters(&reader)
        limit =
            reader.one("limit", expected: "a number from 1 to 100") { text in
                // One spelling each, so that one page has one address.
                Int(text).flatMap { Self.limits.contains($0) && String($0) == text ? $0 : nil }
            } ?? Self.defaultLimit
        let orders = ListQuery.Sort.allCases.map(\.rawValue).joined(separator: ", ")
        let order = reader.one("sort", expected: "one of \(orders), with - before it to reverse") {
            let isDescending = $0.hasPrefix("-")
            return ListQuery.Sort(rawValue: String($0.dropFirst(isDescending ? 1 : 0)))
                .map { ($0, isDescending) }
        }
        let (sort, isDescending) = order ?? (.name, false)
        (self.sort, self.isDescending) = (sort, isDescending)
        after = reader.one("cursor", expected: "a cursor that this list has given") {
            Cursor.position($0, sort, isDescending: isDescending)
        }
        filters = Self.filters(type, &reader)
        fields = reader.names("fields", of: DocumentFields.all(of: type))
        include = type == .condition ? reader.names("include", of: Included.choices) ?? [] : []
        try reader.finish()
    }

    private static func filters(
        _ type: DocumentType, _ reader: inout ParameterReader
    ) -> [ListQuery.Filter] {
        func slugs(_ name: String, _ filter: (Slug) -> ListQuery.Filter) -> [ListQuery.Filter] {
            reader.all(name, expected: Slug.expected) { Slug($0) }.map(filter)
        }
        var filters = reader.all("letter", expected: "a letter from A to Z, or #") { text in
            let isLetter = text.utf8.count == 1 && text.utf8.allSatisfy(\.isASCIILetter)
            return isLetter || text == "#" ? ListQuery.Filter.letter(text.uppercased()) : nil
        }
        filters += reader.all("updatedSince", expected: "a time such as 2026-11-22T10:00:00Z") {
            Date(timestamp: $0).map(ListQuery.Filter.updatedSince)
        }
        filters += slugs("tag") { .term(.tags, $0) }
        switch type {
        case .condition:
            filters += slugs("specialty") { .term(.specialties, $0) }
            filters += slugs("bodyRegion") { .term(.bodyRegions, $0) }
            filters += slugs("symptom") { .mentions(.symptom, $0) }
            filters += slugs("treatment") { .mentions(.treatment, $0) }
            let statuses = ReviewStatus.allCases.map(\.rawValue).joined(separator: ", ")
            filters += reader.all("reviewStatus", expected: "one of \(statuses)") {
                ReviewStatus(rawValue: $0).map(ListQuery.Filter.review)
            }
        case .symptom:
            filters += slugs("condition") { .mentionedBy(.symptom, $0) }
            filters += slugs("bodyRegion") { .term(.bodyRegions, $0) }
        case .treatment:
            filters += slugs("condition") { .mentionedBy(.treatment, $0) }
            filters += reader.all("kind", expected: TreatmentKind.expected) {
                TreatmentKind(rawValue: $0).map(ListQuery.Filter.kind)
            }
        case .clinic:
            filters += slugs("specialty") { .term(.specialties, $0) }
        case .site: break
        }
        return filters
    }

    /// Makes the answer.
    func representation(_ context: ReadContext) throws -> Representation {
        let (language, fallback) = try language.choose(
            for: request, context.site, in: context.view)
        var query = ListQuery(type: type, language: language, fallback: fallback)
        query.filters = filters
        query.sort = sort
        query.isDescending = isDescending
        query.after = after
        query.limit = limit
        query.today = context.today
        let page = try context.view.list(query)

        let maker = DocumentRepresentation(context: context, fallback: fallback)
        var result = Representation(object: [:], language: language)
        result.embed(changed: try context.view.lastChange())
        result.object.append("items", .array(try items(page, maker, &result)))
        appendPage(page, to: &result)
        if !asksForSummaryOnly {
            result.object.append("disclaimer", text: context.site.disclaimer(in: language))
        }
        try Included(names: include, maker: maker).append(page.documents, to: &result)
        if filters.contains(where: { if case .review = $0 { true } else { false } }) {
            result.validUntil = min(result.validUntil ?? context.tomorrow, context.tomorrow)
            result.embed(changed: context.today.start(in: context.timeZone))
        }
        return result
    }

    private var asksForSummaryOnly: Bool {
        let harmless = Set(DocumentFields.identity + DocumentFields.summary)
        return include.isEmpty && (fields.map { harmless.isSuperset(of: $0) } ?? true)
    }

    private func items(
        _ page: ListPage, _ maker: DocumentRepresentation, _ result: inout Representation
    ) throws -> [Value] {
        guard let fields else { return page.documents.map { .object(maker.summary($0.entry)) } }
        var names = Set(DocumentFields.identity + fields)
        if asksForSummaryOnly {
            return page.documents.map { .object(maker.summary($0.entry).keeping(names)) }
        }
        names.insert("redFlags")
        // The list says it once for all.
        names.remove("disclaimer")
        return try page.documents.map { document in
            let whole = try maker.whole(document)
            result.embed(changed: whole.lastModified)
            if let until = whole.validUntil {
                result.validUntil = min(result.validUntil ?? until, until)
            }
            return .object(whole.object.keeping(names))
        }
    }

    private func appendPage(_ page: ListPage, to result: inout Representation) {
        var object: Value.Object = ["limit": .integer(limit), "total": .integer(page.total)]
        result.links.append((request.address(cursor: nil), "first"))
        if let next = page.next {
            let target = request.address(
                cursor: Cursor.text(next, sort, isDescending: isDescending))
            object.append("next", .string(target))
            result.links.append((target, "next"))
        }
        result.object.append("page", .object(object))
    }
}

extension UInt8 {
    fileprivate var isASCIILetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 }
}

extension ReadRequest {
    /// The request's own address with another cursor.
    fileprivate func address(cursor: String?) -> String {
        var parts = rawQuery.split(separator: "&").filter { part in
            QueryParameters.decode(part.prefix { $0 != "=" }) != "cursor"
        }.map(String.init)
        if let cursor { parts.append("cursor=\(cursor)") }
        return parts.isEmpty ? path : path + "?" + parts.joined(separator: "&")
    }
}
