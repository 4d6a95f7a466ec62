import ClinicCore
import HTTP
import HTTPTypes

/// A document that stays the same for as long as the server runs, made ready once in each coding.
struct StaticDocument: Sendable {
    private let identity: CachedResponse
    private let gzip: CachedResponse

    /// - Parameters:
    ///   - isNegotiated: whether `Accept` decides if it is answered.
    ///   - fields: what is said of it beside the usual.
    init(
        _ body: [UInt8], mediaType: String, isNegotiated: Bool, fields: HTTPFields = [:],
        route: Route, maker: ResponseMaker
    ) {
        var representation = Representation(object: [:])
        representation.variesByLanguage = false
        representation.variesByType = isNegotiated
        representation.fields = fields
        func response(_ coding: ContentCoding) -> CachedResponse {
            maker.response(
                representation, body: body, mediaType: mediaType, coding: coding, route: route,
                generation: 0)
        }
        identity = response(.identity)
        gzip = response(.gzip)
    }

    subscript(_ coding: ContentCoding) -> CachedResponse { coding == .gzip ? gzip : identity }
}
