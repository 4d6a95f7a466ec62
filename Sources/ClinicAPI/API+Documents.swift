import ClinicCore
import HTTP
import HTTPTypes

/// Answers that are not documents of the library.
extension API {
    static let json = "application/json"

    /// Throws 406 where `Accept` admits none of the types.
    func negotiate(_ head: RequestHead, _ types: [String]) throws(Problem) {
        guard head.preferredType(of: types.compactMap(MediaType.init)) == nil else { return }
        var problem = Problem(
            .notAcceptable, "This resource comes as \(types.joined(separator: ", ")) only.")
        problem.members.append("available", texts: types)
        throw problem
    }

    func options(_ route: Route, _ head: RequestHead, _ cors: CORS) -> Response {
        var fields = HTTPFields()
        fields[.allow] = route.allowed
        cors.append(to: &fields)
        if head.field("access-control-request-method") != nil {
            cors.appendPreflight(to: &fields, methods: route.allowed)
        }
        return Response(status: 204, fields: fields, body: .none, route: route.label)
    }

    func description(_ head: RequestHead) throws(Problem) -> Response {
        let document = try shown.openAPI.orNotFound()
        try negotiate(head, [Self.json])
        var reader = ParameterReader(try QueryParameters(head.queryText))
        try reader.finish()
        return try document.answer(to: head)
    }
}

extension StaticDocument? {
    /// The document, or 404 where this server has none.
    func orNotFound() throws(Problem) -> StaticDocument {
        guard let self else { throw .notFound }
        return self
    }
}
