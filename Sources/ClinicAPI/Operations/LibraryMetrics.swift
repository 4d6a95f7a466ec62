import ClinicCore
import ClinicStore
import Foundation
import HTTP
import HTTPTypes

/// What the library and its cache tell of themselves at `/metrics`.
struct LibraryMetrics: Sendable {
    /// What is read from the store for it.
    struct Reading: Sendable {
        let overdue: Int
        let isSample: Bool
        let webhooks: [(webhook: Webhook, pending: Int)]
    }

    let version: String
    let cache: ResponseCache.Usage
    let status: LibraryStatus.State
    let generation: Int64
    let waitingReads: Int
    /// Nil where the store does not answer.
    let reading: Reading?

    /// Reads what has to be looked up.
    static func read(_ view: LibraryView, now: Date) throws -> Reading {
        let context = try ReadContext(view, now: now)
        let overdue = try DocumentType.collections.reduce(0) { sum, type in
            try sum + view.overdue(type, today: context.today)
        }
        return Reading(
            overdue: overdue, isSample: context.site.isSample, webhooks: try view.webhooks())
    }

    /// Adds all of it.
    func write(to text: inout MetricsText) {
        text.family("clinic_build_info", .gauge, "Always 1; the labels say what runs.")
        text.sample(
            "clinic_build_info", [("version", version), ("sqlite", Store.databaseVersion)], 1)
        writeCache(to: &text)
        text.single(
            "clinic_ready", .gauge, "1 where content is loaded and the server is not stopping.",
            status.isLoaded && !status.isDraining ? 1 : 0)
        text.single(
            "clinic_store_up", .gauge, "1 where the store answers.", reading == nil ? 0 : 1)
        text.single(
            "clinic_store_waiting_reads", .gauge, "Reads begun and not done.",
            Double(waitingReads))
        text.single(
            "clinic_library_generation", .gauge, "Number of the last public change.",
            Double(generation))
        text.single(
            "clinic_content_findings", .gauge,
            "Content files that could not be brought in at the last attempt.",
            Double(status.contentFindings))
        guard let reading else { return }
        text.single(
            "clinic_reviews_overdue", .gauge, "Documents that are overdue for review.",
            Double(reading.overdue))
        text.single(
            "clinic_content_sample", .gauge, "1 where the content is the sample.",
            reading.isSample ? 1 : 0)
        writeWebhooks(reading.webhooks, to: &text)
    }

    private func writeWebhooks(
        _ webhooks: [(webhook: Webhook, pending: Int)], to text: inout MetricsText
    ) {
        text.family("clinic_webhooks", .gauge, "Webhooks, by how they stand.")
        for state in Webhook.State.allCases {
            let count = webhooks.count { $0.webhook.state == state }
            text.sample("clinic_webhooks", [("state", state.rawValue)], Double(count))
        }
        let pending = "clinic_webhook_pending_changes"
        text.family(pending, .gauge, "Changes that a webhook has still to be told of.")
        for (webhook, count) in webhooks {
            text.sample(pending, [("webhook", webhook.id)], Double(count))
        }
    }

    private func writeCache(to text: inout MetricsText) {
        let name = "clinic_cache_requests_total"
        text.family(name, .counter, "Cacheable reads, by whether the answer was at hand.")
        text.sample(name, [("result", "hit")], Double(cache.hits))
        text.sample(name, [("result", "miss")], Double(cache.misses))
        text.single(
            "clinic_cache_bytes", .gauge, "Bytes of ready answers held.", Double(cache.bytes))
        text.single("clinic_cache_entries", .gauge, "Ready answers held.", Double(cache.entries))
    }

    /// The answer to `/metrics`.
    static func response(_ text: MetricsText) -> Response {
        var fields = HTTPFields()
        fields[.contentType] = MetricsText.mediaType
        fields[.cacheControl] = "no-store"
        return Response(
            status: 200, fields: fields, body: .bytes(text.bytes), route: Route.metrics.label)
    }
}
