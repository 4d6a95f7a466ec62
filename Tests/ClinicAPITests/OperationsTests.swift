import ClinicAPI
import ClinicCore
import ClinicStore
import Foundation
import HTTP
import Testing

@Suite("Probes, health and export")
struct OperationsTests {
    @Test("probes follow the state of the server")
    func probes() async throws {
        let library = try Library()
        func statuses() async throws -> [Int] {
            var found: [Int] = []
            for probe in ["/livez", "/startupz", "/readyz", "/health"] {
                found.append(try await library.get(probe).status)
            }
            return found
        }
        #expect(try await statuses() == [200, 200, 200, 200])
        library.status.update { $0.isDraining = true }
        #expect(try await statuses() == [200, 200, 503, 503])
        library.status.update { $0 = .init() }
        #expect(try await statuses() == [200, 503, 503, 503])
    }

    @Test("livez needs no store, readyz does")
    func stoppedStore() async throws {
        let library = try Library()
        library.store.close()
        #expect(try await library.get("/livez").status == 200)
        #expect(try await library.get("/readyz").status == 503)
        #expect(try await library.get("/health").status == 503)
        let problem = try await library.json("/v1/conditions", status: 500)
        #expect(problem.text("/detail")?.contains("/") == false)  // no path of the server
    }

    @Test("verbose probes list their checks")
    func verbose() async throws {
        let library = try Library()
        let body = try await library.get("/readyz?verbose").bodyBytes
        #expect(
            String(decoding: body, as: UTF8.self)
                == "+ content loaded\n+ not stopping\n+ store answers\nok\n")
    }

    @Test("health warns of a sample, of findings and of overdue reviews")
    func health() async throws {
        let library = try Library()
        let sample = try await library.json("/health")
        #expect(sample.text("/status") == "warn")
        #expect(sample.text("/checks/content:sample/0/status") == "warn")
        #expect(sample.text("/version") == "1.2.3")
        let empty = try Library(content: false)
        #expect(try await empty.json("/health").text("/status") == "pass")
        empty.status.update { $0.contentFindings = 2 }
        #expect(try await empty.json("/health").text("/checks/content:findings/0/status") == "warn")
        empty.status.update { $0.contentFindings = 0 }
        try empty.publish(
            .symptom, "a",
            """
            {"name":"A","summary":"S","review":{"reviewedBy":"R","lastReviewed":"2020-01-01",
             "nextReview":"2021-01-01"}}
            """)
        let overdue = try await empty.json("/health")
        #expect(overdue.integer("/checks/reviews:overdue/0/observedValue") == 1)
        #expect(overdue.text("/status") == "warn")
    }

    @Test("the export holds every public document once, and each reads back as it was")
    func export() async throws {
        let library = try Library()
        try library.publish(.symptom, "secret", #"{"name":"X","summary":"S"}"#, action: .draft)
        let lines = LibraryExport(now: Library.start)
        var text: [UInt8] = []
        while let page = try library.store.read(lines.nextPage) { text += page }
        var keys: Set<String> = []
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let value = try JSONParser.parse(Array(line))
            let type = try #require(value.text("/type").flatMap(DocumentType.init(rawValue:)))
            let key = DocumentKey(
                type, try #require(value.text("/slug").flatMap { Slug($0) }),
                try #require(value.text("/language").flatMap { LanguageTag($0) }))
            #expect(keys.insert(key.description).inserted)
            let stored = try #require(try library.store.read { try $0.document(key) })
            #expect(try Document.read(value, as: key) == stored.document)
        }
        #expect(keys.count == 35)
        let response = try await library.get("/v1/export.ndjson")
        #expect(response.status == 200 && response.isStream)
        #expect(response.fieldValue("Content-Type") == "application/x-ndjson")
    }
}
