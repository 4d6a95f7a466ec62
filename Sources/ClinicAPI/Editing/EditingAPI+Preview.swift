import ClinicCore
import ClinicStore
import HTTP

/// `POST …/preview`: a link that shows the draft.
extension EditingAPI {
    /// Makes a link and answers it. A repetition makes another link, whatever its `Idempotency-Key`:
    /// an answer that opens a draft is not kept.
    func createPreview(
        _ request: EditingRequest, _ token: Token, _ body: [UInt8], _ key: DocumentKey,
        _ answer: @escaping Answering
    ) throws(Problem) {
        let value = try request.json(body, types: ["application/json"], mayBeEmpty: true)
        let report = ObjectReader.Report()
        ObjectReader(value, report: report).finish()
        guard report.findings.isEmpty else { throw .findings(.invalidDocument, report.findings) }
        store.createPreview(
            of: key, precondition: request.precondition, audit: entry(request, token, "done")
        ) { made in
            answer(
                made.mapError(problem).map { link in
                    let href = Route.previewPath(link.text)
                    let object: Value.Object = [
                        "href": .string(href), "expiresAt": .string(link.expiresAt.timestamp),
                    ]
                    return response(
                        StoredAnswer(status: 201, body: JSONWriter.bytes(.object(object))), request,
                        location: href)
                })
        }
    }
}

extension Route {
    /// The address of a preview link.
    static func previewPath(_ link: String) -> String { "/v1/previews/\(link)" }
}
