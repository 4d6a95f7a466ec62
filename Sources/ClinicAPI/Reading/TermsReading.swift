import ClinicCore
import ClinicStore

/// `GET /v1/tags`, `/v1/specialties`, `/v1/body-regions`: the terms in use.
struct TermsReading {
    let request: ReadRequest
    let vocabulary: Vocabulary
    private let language: LanguageParameters

    init(
        _ request: ReadRequest, _ vocabulary: Vocabulary, reader: inout ParameterReader
    ) throws(Problem) {
        self.request = request
        self.vocabulary = vocabulary
        language = LanguageParameters(&reader)
        try reader.finish()
    }

    func representation(_ context: ReadContext) throws -> Representation {
        let (language, fallback) = try language.choose(
            for: request, context.site, in: context.view)
        let terms = try context.view.terms(of: vocabulary, language: language, fallback: fallback)
        var result = Representation(object: [:], language: language)
        result.embed(changed: try context.view.lastChange())
        result.object.append("items", each: terms) { term in
            var object: Value.Object = [
                "slug": .string(term.term.description), "name": .string(term.term.words),
            ]
            var counts = Value.Object()
            for (type, count) in term.counts {
                counts.append(type.collection, .integer(count))
            }
            object.append("counts", .object(counts))
            // The link leads to the conditions, or to what bears the term where no condition does.
            let type =
                term.counts.contains { $0.type == .condition } ? .condition : term.counts[0].type
            if let parameter = vocabulary.parameter(for: type) {
                object.append(
                    "href", .string("/v1/\(type.collection)?\(parameter)=\(term.term)"))
            }
            return .object(object)
        }
        return result
    }
}

extension Vocabulary {
    /// The parameter by which a collection filters for the vocabulary, if it does.
    fileprivate func parameter(for type: DocumentType) -> String? {
        switch (self, type) {
        case (.tags, _): "tag"
        case (.specialties, .condition), (.specialties, .clinic): "specialty"
        case (.bodyRegions, .condition), (.bodyRegions, .symptom): "bodyRegion"
        default: nil
        }
    }
}
