import ClinicCore
import ClinicStore
import HTTP
import HTTPTypes

/// What editors ask for, and those whom they show a draft.
extension API {
    /// Whether the request is an editor's: it writes, or reads what is not public.
    func isEditorial(_ route: Route, _ head: RequestHead) -> Bool {
        let reads = head.method == .get || head.method == .head
        switch route {
        case .document:
            if reads {
                return head.queryText?.split(separator: "&").contains {
                    QueryParameters.decode($0.prefix { $0 != "=" }) == "state"
                } ?? false
            }
        case .editing: break
        default: return false
        }
        return head.method != .options && route.methods.contains(head.method)
    }

    func editing(_ route: Route, _ head: RequestHead, _ cors: CORS, isLocal: Bool) -> Answer {
        let path = head.pathText
        let request: EditingRequest
        do throws(Problem) {
            try negotiate(head, [Self.json])
            request = try EditingRequest(
                head, route: route, isLocal: isLocal, limits: configuration.bodyLimits,
                now: configuration.now())
        } catch {
            if error.type == .unauthorized { authFailures.noteMissing() }
            return .ready(answer(error, path, route: route.label, cors))
        }
        let editors = EditingAPI(
            store: store, cors: cors, failures: authFailures, bodies: longBodies, logger: logger,
            testWebhook: configuration.testWebhook)
        let takesBody = [.put, .patch, .post].contains(head.method)
        return .later(bodyLimit: takesBody ? configuration.bodyLimits.bytes : 0) {
            [self] body, reply in
            editors.answer(request, body) { [self] result in
                switch result {
                case .success(let response): reply.send(response)
                case .failure(let problem):
                    reply.send(answer(problem, path, route: route.label, cors))
                }
            }
        }
    }

    /// What a preview link shows: the draft as it is now. It is made for who has the link, so it is
    /// neither kept nor compressed, and the link stands in no answer.
    func preview(_ link: String, _ head: RequestHead, _ cors: CORS) -> Answer {
        let label = Route.preview(link).label
        let now = configuration.now()
        let isPretty: Bool
        do throws(Problem) {
            try negotiate(head, [Self.json])
            var reader = ParameterReader(try QueryParameters(head.queryText))
            isPretty = reader.flag("pretty")
            try reader.finish()
        } catch {
            return .ready(answer(error, nil, route: label, cors))
        }
        return .later(bodyLimit: 0) { [self] _, reply in
            store.read { view -> [UInt8]? in
                guard let (draft, expiresAt) = try view.preview(link, at: now) else { return nil }
                let context = try ReadContext(view, now: now)
                let maker = DocumentRepresentation(
                    context: context, fallback: context.site.defaultLanguage)
                let object = try maker.preview(draft, expiresAt: expiresAt)
                return JSONWriter.bytes(.object(object), pretty: isPretty)
            } completion: { [self] result in
                switch result {
                case .success(let body?): reply.send(Self.preview(body, label, cors))
                case .success(nil): reply.send(answer(.noPreview, nil, route: label, cors))
                case .failure(let error):
                    reply.send(answer(problem(error), nil, route: label, cors))
                }
            }
        }
    }

    private static func preview(_ body: [UInt8], _ label: String, _ cors: CORS) -> Response {
        var fields = HTTPFields()
        fields[.contentType] = Self.json
        fields[.cacheControl] = "private, no-store"
        fields[.vary] = "Accept"
        fields[.robots] = "noindex, nofollow"
        fields[.referrerPolicy] = "no-referrer"
        cors.append(to: &fields)
        return Response(status: 200, fields: fields, body: .bytes(body), route: label)
    }
}

extension Problem {
    /// One answer for every link that shows nothing, whatever the reason.
    fileprivate static let noPreview = Problem(
        .notFound, "This link shows nothing: it is unknown, its hour is over, or its draft is gone."
    )
}

extension HTTPField.Name {
    // Both safe because they are tokens.
    fileprivate static let robots = HTTPField.Name("X-Robots-Tag")!
    fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
