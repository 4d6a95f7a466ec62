import ClinicAPI
import ClinicCore
import ClinicStore
import Foundation
import HTTP
import Testing

@Suite("GET /metrics")
struct LibraryMetricsTests {
    /// The value of a sample, as text.
    private func value(_ sample: String, _ library: Library) async throws -> String? {
        let response = try await library.get("/metrics")
        #expect(response.status == 200)
        let lines = String(decoding: response.bodyBytes, as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasPrefix(sample + " ") }.map {
            String($0.dropFirst(sample.count + 1))
        }
    }

    @Test("is Prometheus' text format, never kept, and closed to other origins")
    func fields() async throws {
        let response = try await Library().get("/metrics")
        #expect(
            response.fieldValue("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
        #expect(response.fieldValue("Cache-Control") == "no-store")
        #expect(response.fieldValue("Access-Control-Allow-Origin") == nil)
        #expect(response.route == "/metrics")
    }

    @Test("every sample belongs to a family that is described, and comes once")
    func families() async throws {
        let library = try Library()
        _ = try await library.get("/v1/conditions")
        let body = String(
            decoding: try await library.get("/metrics").bodyBytes, as: UTF8.self)
        var families: Set<Substring> = []
        var samples: Set<Substring> = []
        for line in body.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words[1] == "TYPE" { #expect(families.insert(words[2]).inserted) }
            guard words[0] != "#" else { continue }
            #expect(samples.insert(line.prefix { $0 != " " }).inserted, "\(line)")
            let name = line.prefix { $0 != " " && $0 != "{" }
            let isDescribed = families.contains { family in
                ["", "_bucket", "_sum", "_count"].contains { family + $0 == name }
            }
            #expect(isDescribed, "\(line)")
        }
        #expect(body.hasSuffix("\n"))
    }

    @Test("hits, misses, entries and bytes of the cache are counted")
    func cache() async throws {
        let library = try Library()
        #expect(try await value("clinic_cache_entries", library) == "0")
        for _ in 0..<3 { _ = try await library.get("/v1/conditions") }
        _ = try await library.get("/nope")
        #expect(try await value("clinic_cache_requests_total{result=\"hit\"}", library) == "2")
        #expect(try await value("clinic_cache_requests_total{result=\"miss\"}", library) == "1")
        #expect(try await value("clinic_cache_entries", library) == "1")
        let bytes = try #require(try await value("clinic_cache_bytes", library).flatMap { Int($0) })
        #expect(bytes > 500)
    }

    @Test("the library tells of overdue reviews, findings, its generation and the sample")
    func library() async throws {
        let library = try Library()
        #expect(try await value("clinic_reviews_overdue", library) == "0")
        try library.publish(
            .symptom, "a",
            """
            {"name":"A","summary":"S","review":{"reviewedBy":"R","lastReviewed":"2020-01-01",
             "nextReview":"2021-01-01"}}
            """)
        library.status.update { $0.contentFindings = 3 }
        #expect(try await value("clinic_reviews_overdue", library) == "1")
        #expect(try await value("clinic_content_findings", library) == "3")
        #expect(try await value("clinic_content_sample", library) == "1")
        #expect(try await value("clinic_library_generation", library) == "36")
        #expect(try await value("clinic_ready", library) == "1")
        library.status.update { $0.isDraining = true }
        #expect(try await value("clinic_ready", library) == "0")
    }

    @Test("a store that does not answer is told, and takes nothing else away")
    func stoppedStore() async throws {
        let library = try Library()
        library.store.close()
        #expect(try await value("clinic_store_up", library) == "0")
        #expect(try await value("clinic_reviews_overdue", library) == nil)
        #expect(
            try await value(
                "clinic_build_info{version=\"1.2.3\",sqlite=\"\(Store.databaseVersion)\"}", library)
                == "1")
    }

    @Test("the store tells how long reads take, and which fail")
    func store() async throws {
        let metrics = MetricsRegistry()
        let library = try Library(metrics: metrics)
        _ = try await library.get("/v1/conditions")
        #expect(try await value("clinic_store_read_seconds_count", library) == "2")
        library.store.close()
        _ = try await library.get("/v1/symptoms")
        #expect(
            try await value("clinic_store_read_failures_total{reason=\"other\"}", library) == "2")
    }

    @Test("operations with a place of their own are there and nowhere else")
    func separated() async throws {
        let library = try Library { $0.separatesOperations = true }
        _ = try await library.get("/v1")
        for path in ["/livez", "/readyz", "/startupz", "/health", "/version", "/metrics"] {
            #expect(try await library.get(path).status == 404)
            #expect(
                try await library.send("GET \(path)", to: library.api.operationsResponder).status
                    == 200)
        }
        // Also where the answer is in the cache.
        for path in ["/v1", "/v1/conditions", "/openapi.json"] {
            #expect(
                try await library.send("GET \(path)", to: library.api.operationsResponder).status
                    == 404)
        }
    }
}
