import ClinicCore
import ClinicStore
import Foundation
import HTTP
import HTTPTypes

/// Answers whatever looks after the process: probes, and the health document.
struct HealthReport: Sendable {
    let version: String
    let startedAt: Date
    let status: LibraryStatus
    let cors: CORS

    /// The media type of the health document (draft-inadarei-api-health-check).
    static let mediaType = "application/health+json"

    /// One thing that was looked at.
    struct Check {
        let name: String
        let passes: Bool
        var isWarning = false
        var observed: Value?
        var output: String?
    }

    /// The answer to a probe: "ok", or what is missing with 503.
    func probe(_ checks: [Check], verbose: Bool, route: Route) -> Response {
        let passes = checks.allSatisfy(\.passes)
        var lines = verbose ? checks.map { "\($0.passes ? "+" : "-") \($0.name)" } : []
        if !verbose, !passes {
            lines = checks.filter { !$0.passes }.map { "- \($0.name)" }
        }
        lines.append(passes ? "ok" : "not ok")
        var fields = self.fields("text/plain; charset=utf-8")
        if !passes { fields[.retryAfter] = "1" }
        return Response(
            status: passes ? 200 : 503, fields: fields,
            body: .bytes(Array((lines.joined(separator: "\n") + "\n").utf8)), route: route.label)
    }

    /// What a probe asks of the process alone, without the store.
    func processChecks(_ probe: Probe) -> [Check] {
        let state = status.current
        switch probe {
        case .live: return [Check(name: "process", passes: true)]
        case .started: return [Check(name: "content loaded", passes: state.isLoaded)]
        case .ready:
            return [
                Check(name: "content loaded", passes: state.isLoaded),
                Check(name: "not stopping", passes: !state.isDraining),
            ]
        }
    }

    /// What the library itself tells.
    func libraryChecks(_ view: LibraryView, now: Date) throws -> [Check] {
        let context = try ReadContext(view, now: now)
        let overdue = try DocumentType.collections.reduce(0) { sum, type in
            try sum + view.overdue(type, today: context.today)
        }
        let findings = status.current.contentFindings
        let disabled = try view.webhooks().count { $0.webhook.state == .disabled }
        return [
            Check(
                name: "reviews:overdue", passes: true, isWarning: overdue > 0,
                observed: .integer(overdue),
                output: overdue > 0 ? "\(overdue) documents are overdue for review" : nil),
            Check(
                name: "content:findings", passes: true, isWarning: findings > 0,
                observed: .integer(findings),
                output: findings > 0
                    ? "\(findings) findings in the content files; the log and clinic lint list them"
                    : nil),
            Check(
                name: "content:sample", passes: true, isWarning: context.site.isSample,
                observed: .bool(context.site.isSample),
                output: context.site.isSample
                    ? "the content is a sample; replace it with the clinic's own" : nil),
            Check(
                name: "webhooks:disabled", passes: true, isWarning: disabled > 0,
                observed: .integer(disabled),
                output: disabled > 0
                    ? "\(disabled) webhooks are disabled; clinic webhook list says why" : nil),
        ]
    }

    /// The health document: pass, warn or fail, with every check.
    func document(_ checks: [Check], now: Date) -> Response {
        let fails = checks.contains { !$0.passes }
        let warns = checks.contains(where: \.isWarning)
        var object: Value.Object = [
            "status": .string(fails ? "fail" : warns ? "warn" : "pass"),
            "version": .string(version),
            "serviceId": .string("clinic"),
        ]
        var members = Value.Object()
        for check in checks {
            var value: Value.Object = [
                "status": .string(check.passes ? check.isWarning ? "warn" : "pass" : "fail"),
                "time": .string(now.timestamp),
            ]
            if let observed = check.observed { value.append("observedValue", observed) }
            value.append("output", text: check.output)
            members.append(check.name, .array([.object(value)]))
        }
        let uptime: Value.Object = [
            "status": .string("pass"), "time": .string(now.timestamp),
            "observedValue": .integer(Int(now.timeIntervalSince(startedAt))),
            "observedUnit": .string("s"),
        ]
        members.append("uptime", .array([.object(uptime)]))
        object.append("checks", .object(members))
        return Response(
            status: fails ? 503 : 200, fields: fields(Self.mediaType),
            body: .bytes(JSONWriter.bytes(.object(object), pretty: true)),
            route: Route.health.label)
    }

    /// The answer to `/version`.
    func versionDocument() -> Response {
        let object: Value.Object = [
            "name": .string("clinic"), "version": .string(version),
            "sqlite": .string(Store.databaseVersion),
        ]
        return Response(
            status: 200, fields: fields("application/json"),
            body: .bytes(JSONWriter.bytes(.object(object), pretty: true)),
            route: Route.version.label)
    }

    private func fields(_ mediaType: String) -> HTTPFields {
        var fields = HTTPFields()
        fields[.contentType] = mediaType
        fields[.cacheControl] = "no-store"
        cors.append(to: &fields)
        return fields
    }
}
