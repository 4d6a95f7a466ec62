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
            cors.appendPreflight(to: &fields, methods: route.methods)
        }
        return Response(status: 204, fields: fields, body: .none, route: route.label)
    }

    func description(_ head: RequestHead) throws(Problem) -> Answer {
        try negotiate(head, [Self.json])
        let request = try ReadRequest(head, route: .openAPI, now: configuration.now())
        var reader = ParameterReader(request.query)
        try reader.finish()
        let coding = head.preferredCoding
        return .later(bodyLimit: 0) { [self, shown] _, reply in
            Task {
                let made = await shown.openAPI.value?[coding]
                let result = made.map(Result.success) ?? .failure(Problem.notFound)
                reply.send(finish(result, request, shown.cors))
            }
        }
    }
}
