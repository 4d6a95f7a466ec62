import ClinicCore
import Foundation
import HTTP
import Testing

@Suite("Lists")
struct ListTests {
    @Test(
        "following next gives everything exactly once, in order, whatever the page size",
        arguments: ["conditions", "symptoms", "treatments", "clinics"],
        ["", "sort=-name", "sort=updated", "sort=-updated", "sort=reviewDue", "sort=-reviewDue"])
    func pages(collection: String, order: String) async throws {
        let library = try Library()
        let whole = try await library.json("/v1/\(collection)?limit=100&\(order)")
        let all = whole.list("/items").compactMap { $0.text("/slug") }
        #expect(all.count == whole.integer("/page/total"))
        #expect(Set(all).count == all.count)
        var found: [String] = []
        var next: String? = "/v1/\(collection)?limit=2&\(order)"
        while let target = next {
            let page = try await library.json(target)
            found += page.list("/items").compactMap { $0.text("/slug") }
            #expect(page.list("/items").count <= 2)
            next = page.text("/page/next")
        }
        #expect(found == all)
    }

    @Test("a document that appears or goes meanwhile does not shift the pages")
    func stablePages() async throws {
        let library = try Library()
        let first = try await library.json("/v1/symptoms?limit=2")
        try library.publish(.symptom, "aaa-first", #"{"name":"AAA","summary":"S"}"#)
        let next = try #require(first.text("/page/next"))
        let second = try await library.json(next)
        let whole = try await library.json("/v1/symptoms?limit=100")
        let slugs = whole.list("/items").compactMap { $0.text("/slug") }
        #expect(second.list("/items").compactMap { $0.text("/slug") } == Array(slugs[3...4]))
    }

    @Test(
        "filters",
        arguments: [
            (
                "conditions?symptom=neck-pain-and-stiffness",
                ["back-spasm", "osteoarthritis-of-the-spine"]
            ),
            ("conditions?symptom=neck-pain-and-stiffness&treatment=walking&letter=B", ["back-spasm"]),
            ("conditions?symptom=neck-pain-and-stiffness&symptom=seizures", []),
            ("conditions?letter=s", ["sciatica"]),
            ("conditions?letter=S&letter=B", []),
            ("conditions?specialty=endocrinology", ["hypocalcaemia"]),
            ("conditions?reviewStatus=overdue", []),
            ("conditions?symptom=no-such-symptom", []),
            ("conditions?updatedSince=2026-11-22T10:00:01Z", []),
            ("treatments?kind=surgery", ["spine-surgery"]),
            ("symptoms?condition=hypocalcaemia&bodyRegion=chest", ["irregular-heartbeat"]),
        ])
    func filters(target: String, slugs: [String]) async throws {
        let library = try Library()
        let page = try await library.json("/v1/\(target)")
        #expect(page.list("/items").compactMap { $0.text("/slug") } == slugs)
        #expect(page.integer("/page/total") == slugs.count)
    }

    @Test("reviewStatus follows the day")
    func reviewStatus() async throws {
        let library = try Library(content: false)
        try library.publish(
            .condition, "a",
            """
            {"name":"A","summary":"S","overview":["O"],"review":{"reviewedBy":"R",
             "lastReviewed":"2026-01-01","nextReview":"2027-02-01"}}
            """)
        let days: [(Int, String)] = [
            (0, "current"), (10, "current"), (11, "due"), (71, "due"), (72, "overdue"),
        ]
        for (day, status) in days {
            library.setTime(Library.start.addingTimeInterval(Double(day) * 86_400))
            let page = try await library.json("/v1/conditions?reviewStatus=\(status)")
            #expect(page.integer("/page/total") == 1, "day \(day)")
            let document = try await library.json("/v1/conditions/a")
            #expect(document.text("/review/status") == status, "day \(day)")
        }
    }

    @Test("sparse fields keep what the document is; red flags and disclaimer come with more")
    func fields() async throws {
        let library = try Library()
        let sparse = try await library.json("/v1/conditions?fields=name,summary")
        #expect(sparse.list("/items")[0].names == ["type", "slug", "language", "href", "name", "summary"])
        #expect(sparse["disclaimer"] == nil)
        let more = try await library.json("/v1/conditions?fields=overview")
        #expect(more.list("/items")[0].names == ["type", "slug", "language", "href", "overview", "redFlags"])
        #expect(more.text("/disclaimer")?.isEmpty == false)
        let document = try await library.json("/v1/conditions/back-spasm?fields=name")
        #expect(
            document.names == ["type", "slug", "language", "href", "name", "redFlags", "disclaimer"])
    }

    @Test("include gives each mentioned document once")
    func include() async throws {
        let library = try Library()
        let page = try await library.json("/v1/conditions?include=symptoms,treatments&limit=100")
        let keys = page.list("/included").map { "\($0.text("/type") ?? "") \($0.text("/slug") ?? "")" }
        #expect(Set(keys).count == keys.count && keys.count == 16 + 13)
        #expect(page.list("/included").allSatisfy { $0["disclaimer"] == nil })
        #expect(page["disclaimer"] != nil)
    }

    @Test(
        "what is wrong with a parameter is told by its name, all at once",
        arguments: [
            ("conditions?limit=0", ["limit"]), ("conditions?limit=101", ["limit"]),
            ("conditions?limit=x", ["limit"]), ("conditions?limit=1&limit=2", ["limit"]),
            ("conditions?colour=red", ["colour"]), ("conditions?sort=size", ["sort"]),
            ("conditions?sort=--name", ["sort"]), ("conditions?cursor=nonsense", ["cursor"]),
            ("conditions?cursor=", ["cursor"]), ("conditions?letter=AB", ["letter"]),
            ("conditions?kind=surgery", ["kind"]), ("treatments?kind=magic", ["kind"]),
            ("conditions?fields=name,size", ["fields"]), ("conditions?include=all", ["include"]),
            ("conditions?updatedSince=yesterday", ["updatedSince"]),
            ("conditions?lang=english", ["lang"]), ("conditions?fallback=maybe", ["fallback"]),
            ("conditions?tag=Bad%20Tag", ["tag"]), ("conditions?tag=%FF", ["tag"]),
            ("conditions?limit=0&sort=size&colour=red", ["limit", "sort", "colour"]),
            ("conditions/back-spasm?limit=2", ["limit"]), ("tags?limit=2", ["limit"]),
            ("export.ndjson?limit=2", ["limit"]),
        ])
    func badParameters(target: String, names: [String]) async throws {
        let library = try Library()
        let problem = try await library.json("/v1/\(target)", status: 400)
        #expect(problem.text("/type") == "/problems/invalid-parameter")
        #expect(problem.list("/errors").compactMap { $0.text("/parameter") } == names)
    }

    @Test("limits are allowed at both ends")
    func limits() async throws {
        let library = try Library()
        #expect(try await library.json("/v1/symptoms?limit=1").list("/items").count == 1)
        #expect(try await library.json("/v1/symptoms?limit=100").list("/items").count == 16)
    }

    @Test("a cursor of one order is none of another")
    func foreignCursor() async throws {
        let library = try Library()
        let next = try #require(try await library.json("/v1/symptoms?limit=2").text("/page/next"))
        _ = try await library.json(next + "&sort=-name", status: 400)
    }

    @Test("pages are linked in the Link field too")
    func links() async throws {
        let library = try Library()
        let response = try await library.get("/v1/symptoms?limit=2&tag=pain")
        let link = try #require(response.fieldValue("Link"))
        #expect(link.contains("</v1/symptoms?limit=2&tag=pain>; rel=\"first\""))
        let page = try JSONParser.parse(response.bodyBytes)
        if let next = page.text("/page/next") { #expect(link.contains("<\(next)>; rel=\"next\"")) }
    }

    @Test("terms count what bears them and lead to it")
    func terms() async throws {
        let library = try Library()
        for vocabulary in ["tags", "specialties", "body-regions"] {
            let terms = try await library.json("/v1/\(vocabulary)").list("/items")
            #expect(!terms.isEmpty)
            for term in terms {
                let href = try #require(term.text("/href"))
                let collection = href.dropFirst("/v1/".count).prefix { $0 != "?" }
                let page = try await library.json(href)
                #expect(page.integer("/page/total") == term.integer("/counts/\(collection)"), "\(href)")
            }
        }
    }
}
