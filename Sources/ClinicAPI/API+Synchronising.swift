import ClinicStore
import Foundation
import HTTP
import HTTPTypes

/// What who keeps a copy of the library asks for.
extension API {
    func export(_ head: RequestHead, _ cors: CORS) throws(Problem) -> Answer {
        try negotiate(head, [LibraryExport.mediaType])
        var reader = ParameterReader(try QueryParameters(head.queryText))
        try reader.finish()
        var fields = HTTPFields()
        fields[.contentType] = LibraryExport.mediaType
        fields[.cacheControl] = "no-cache"
        fields[.vary] = "Accept, Accept-Encoding"
        cors.append(to: &fields)
        var producer = LibraryExport(now: configuration.now()).producer(from: store)
        if head.preferredCoding == .gzip {
            fields[.contentEncoding] = "gzip"
            producer = producer.gzipped(level: configuration.gzipLevel)
        }
        return .ready(
            Response(
                status: 200, fields: fields, body: .stream(producer), route: Route.export.label))
    }

    /// The feed as an event stream, or held until something changes; nil where it is answered as any
    /// other document.
    func waitForChanges(_ head: RequestHead, _ cors: CORS) throws(Problem) -> Answer? {
        let types = [Self.json, ChangeStream.mediaType]
        try negotiate(head, types)
        let isStream = head.preferredType(of: types.compactMap(MediaType.init)) == 1
        var reader = ParameterReader(try QueryParameters(head.queryText))
        let isPretty = reader.flag("pretty")
        let reading = try ChangesReading(reader: &reader)
        if isStream {
            let since = head.fieldValue("last-event-id").flatMap { Int64($0) } ?? reading.since
            var fields: HTTPFields = [
                .contentType: ChangeStream.mediaType, .cacheControl: "no-store", .vary: "Accept",
            ]
            cors.append(to: &fields)
            let stream = ChangeStream(store: store, since: since)
            return .ready(
                Response(
                    status: 200, fields: fields, body: .stream(stream.producer),
                    route: Route.changes.label))
        }
        guard let wait = reading.wait else { return nil }
        let request = try ReadRequest(head, route: .changes, now: configuration.now())
        let held = Reading(isPretty: isPretty, representation: reading.representation)
        return .later(bodyLimit: 0) { [self] _, reply in
            store.whenChanged(past: reading.since, within: wait) { [self] in
                render(held, request, .identity, shown.maker.with(cors)) { [self] in
                    reply.send(finish($0, request, cors))
                }
            }
        }
    }
}
