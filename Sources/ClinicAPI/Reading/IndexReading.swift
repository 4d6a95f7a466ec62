import ClinicCore
import ClinicStore

/// `GET /v1`: what there is.
struct IndexReading {
    let request: ReadRequest
    private let language: LanguageParameters

    init(_ request: ReadRequest, reader: inout ParameterReader) throws(Problem) {
        self.request = request
        language = LanguageParameters(&reader)
        try reader.finish()
    }

    func representation(_ context: ReadContext) throws -> Representation {
        let site = context.site
        let (language, fallback) = try language.choose(for: request, site, in: context.view)
        var object = Value.Object()
        object.append("name", text: site.name)
        if let publisher = site.publisher {
            var value: Value.Object = ["name": .string(publisher.name)]
            value.append("url", text: publisher.url?.description)
            object.append("publisher", .object(value))
        }
        object.append("sample", .bool(site.isSample))
        object.append("defaultLanguage", .string(site.defaultLanguage.description))
        object.append("languages", texts: try context.view.languages().map(\.description))
        if let licence = site.licence {
            var value: Value.Object = ["name": .string(licence.name)]
            value.append("url", text: licence.url?.description)
            object.append("licence", .object(value))
        }
        object.append("disclaimer", text: site.disclaimer(in: language))
        let counts = try context.view.counts(language: language, fallback: fallback)
        object.append("collections", each: DocumentType.collections) { type in
            .object([
                "name": .string(type.collection), "count": .integer(counts[type] ?? 0),
                "href": .string("/v1/\(type.collection)"),
            ])
        }
        object.append("vocabularies", each: Vocabulary.allCases) { vocabulary in
            .object([
                "name": .string(vocabulary.rawValue), "href": .string("/v1/\(vocabulary.rawValue)"),
            ])
        }
        object.append("export", .string("/v1/export.ndjson"))
        var result = Representation(object: object, language: language)
        result.embed(changed: try context.view.lastChange())
        return result
    }
}
