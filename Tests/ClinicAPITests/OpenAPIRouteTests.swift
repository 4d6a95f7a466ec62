import ClinicCore
import Testing

@testable import ClinicAPI

@Suite("The description names every route and no other")
struct OpenAPIRouteTests {
    @Test("the paths described are the labels of the routes")
    func paths() throws {
        let described = try OpenAPIDocument().operations.map(\.path)
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

    @Test("each status described for an operation has a description, and 200 comes first")
    func statuses() throws {
        for operation in try OpenAPIDocument().operations {
            #expect(operation.value["responses"]?.names.first == "200", "\(operation.path)")
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
        case .document(let type, let slug):
            if let other = element(after: type, of: DocumentType.collections) {
                return .collection(other)
            }
            return .section(slug, .overview)
        case .section: return .terms(.tags)
        case .terms(let vocabulary):
            return element(after: vocabulary, of: Vocabulary.allCases).map(Route.terms) ?? .export
        case .export: return .problems
        case .problems: return .problem(.gone)
        case .problem: return .probe(.live)
        case .probe(let probe):
            return element(after: probe, of: Probe.allCases).map(Route.probe) ?? .health
        case .health: return .version
        case .version: return .metrics
        case .metrics: return nil
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
