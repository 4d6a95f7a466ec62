import ClinicCore
import ClinicStore
import HTTP
import Testing

@testable import ClinicAPI

@Suite("The description names every route and no other")
struct OpenAPIRouteTests {
    @Test("the paths described are the labels of the routes")
    func paths() throws {
        let described = Set(try OpenAPIDocument().operations.map(\.path))
        var labels: [String] = []
        var route: Route? = .home
        while let current = route {
            if !labels.contains(current.label) { labels.append(current.label) }
            route = Self.next(after: current)
        }
        #expect(described.sorted() == labels.sorted())
    }

    @Test("each path, its example in place, leads to the route of that label")
    func examples() throws {
        for operation in try OpenAPIDocument().operations {
            let route = Route(path: operation.examplePath)
            #expect(route?.label == operation.path, "\(operation.examplePath)")
        }
    }

    @Test("the methods described are those that the route allows")
    func methods() throws {
        let operations = Dictionary(grouping: try OpenAPIDocument().operations, by: \.examplePath)
        for (path, operations) in operations {
            var methods = operations.map(\.method) + ["OPTIONS"]
            // HEAD is there wherever GET is, and is not described again.
            if methods.contains("GET") { methods.append("HEAD") }
            let allowed = Route(path: path)?.allowed
            #expect(methods.sorted().joined(separator: ", ") == allowed, "\(path)")
        }
    }

    @Test("the statuses of success come first, and are those of the method")
    func statuses() throws {
        for operation in try OpenAPIDocument().operations {
            let statuses = operation.value["responses"]?.names ?? []
            let isNew = ["PUT", "PATCH"].contains(operation.method) && operation.path != "/v1/site"
            let expected =
                switch operation.method {
                case "DELETE": ["204"]
                case "POST" where ["/v1/tokens", "/v1/webhooks"].contains(operation.path):
                    ["201"]
                case "POST" where operation.path.hasSuffix("{slug}/revisions/{number}/restore"):
                    ["200", "201"]
                default: isNew ? ["200", "201"] : ["200"]
                }
            #expect(operation.successes == expected, "\(operation.method) \(operation.path)")
            #expect(Array(statuses.prefix(expected.count)) == expected, "\(operation.path)")
            #expect(statuses == statuses.sorted(), "\(operation.method) \(operation.path)")
        }
    }

    @Test("what wants a token says so, and what it answers without one")
    func security() throws {
        for operation in try OpenAPIDocument().operations {
            let route = try #require(Route(path: operation.examplePath))
            let isOptional = operation.method == "GET" && operation.queryNames.contains("state")
            var wants = false
            if case .editing = route { wants = true }
            if operation.method != "GET" { wants = true }
            let schemes = operation.value.list("/security").map(\.names)
            let expected = isOptional ? [[], ["token"]] : wants ? [["token"]] : []
            #expect(schemes == expected, "\(operation.method) \(operation.path)")
            let has401 = operation.value["responses"]?["401"] != nil
            #expect(has401 == (wants || isOptional), "\(operation.method) \(operation.path)")
            let method = try #require(RequestMethod(rawValue: operation.method))
            if wants {
                let scope = EditingAPI.scope(method, route).rawValue
                let text = operation.value.text("/description") ?? ""
                #expect(text.contains("`\(scope)`"), "\(operation.method) \(operation.path)")
            }
        }
    }

    /// Goes through all routes, so that a new one does not compile until it is here.
    private static func next(after route: Route) -> Route? {
        switch route {
        case .home: return .openAPI
        case .openAPI: return .index
        case .index: return .collection(.condition)
        case .collection(let type):
            guard let slug = Slug("a") else { return nil }
            return .document(type, slug)
        case .document(.site, let slug): return .editing(.action(.site, slug, .publish))
        case .document(let type, let slug): return .editing(.action(type, slug, .publish))
        case .editing(let route): return next(after: route)
        case .section: return .terms(.tags)
        case .terms(let vocabulary):
            return element(after: vocabulary, of: Vocabulary.allCases).map(Route.terms) ?? .export
        case .export: return .changes
        case .changes: return .editing(.tokens)
        case .problems: return .problem(.gone)
        case .problem: return .probe(.live)
        case .probe(let probe):
            return element(after: probe, of: Probe.allCases).map(Route.probe) ?? .health
        case .health: return .version
        case .version: return .metrics
        case .metrics: return nil
        }
    }

    private static func next(after route: EditingRoute) -> Route? {
        switch route {
        case .action(let type, let slug, let action):
            // The site is there for good: it can only be published.
            if type != .site, let other = element(after: action, of: EditingRoute.Action.allCases) {
                return .editing(.action(type, slug, other))
            }
            return .editing(.revisions(type, slug))
        case .revisions(let type, let slug): return .editing(.revision(type, slug, 1))
        case .revision(let type, let slug, let number):
            return .editing(.restore(type, slug, number))
        case .restore(.site, let slug, _): return .section(slug, .overview)
        case .restore(let type, _, _):
            return element(after: type, of: DocumentType.collections).map(Route.collection)
                ?? .document(.site, DocumentKey.site.slug)
        case .tokens: return .editing(.token("000000000000"))
        case .token: return .editing(.webhooks)
        case .webhooks: return .editing(.webhook("000000000000"))
        case .webhook(let id): return .editing(.webhookDeliveries(id))
        case .webhookDeliveries(let id): return .editing(.webhookAction(id, .enable))
        case .webhookAction(let id, let action):
            return element(after: action, of: EditingRoute.WebhookAction.allCases)
                .map { .editing(.webhookAction(id, $0)) } ?? .editing(.audit)
        case .audit: return .editing(.reviews)
        case .reviews: return .problems
        }
    }

    private static func element<Element: Equatable>(
        after element: Element, of elements: [Element]
    ) -> Element? {
        guard let index = elements.firstIndex(of: element), index + 1 < elements.count else {
            return nil
        }
        return elements[index + 1]
    }
}
