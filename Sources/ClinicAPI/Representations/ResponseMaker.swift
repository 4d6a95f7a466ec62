import ClinicCore
import Digests
import Foundation
import Gzip
import HTTP
import HTTPTypes

/// Makes ready bytes of representations: the body, its validators, and the fields about it.
struct ResponseMaker: Sendable {
    private(set) var cors: CORS
    /// Level of gzip, 1 to 9.
    let gzipLevel: Int
    /// Bodies below this many bytes are not compressed.
    let gzipMinimum: Int

    /// What every public document says of caching: a minute, then ask again.
    static let cacheControl = "public, max-age=60"

    /// What a 304 says again (RFC 9110 §15.4.5): what finds and renews the copy that its reader has.
    private static let repeated: [HTTPField.Name] = [
        .eTag, .cacheControl, .vary, .accessControlAllowOrigin, .accessControlExposeHeaders,
    ]

    /// The same for other web pages.
    func with(_ cors: CORS) -> ResponseMaker {
        var maker = self
        maker.cors = cors
        return maker
    }

    /// The answers with and without a body. `body` is the representation in JSON.
    func response(
        _ representation: Representation, body: [UInt8], mediaType: String, coding: ContentCoding,
        route: Route, generation: Int64
    ) -> CachedResponse {
        var body = body
        var tag = SHA256.digest(body).prefix(16).hexadecimal
        var fields = HTTPFields()
        fields[.contentType] = mediaType
        if coding == .gzip, body.count >= gzipMinimum {
            body = Gzip.compress(body, level: gzipLevel)
            tag += "-gzip"
            fields[.contentEncoding] = "gzip"
        }
        let entityTag = EntityTag(tag)
        fields[.eTag] = entityTag?.description
        let lastModified = representation.lastModified.map {
            HTTPDate(secondsSinceEpoch: Int64($0.timeIntervalSince1970.rounded(.down)))
        }
        fields[.lastModified] = lastModified?.description
        fields[.cacheControl] = Self.cacheControl
        fields[.vary] = representation.vary
        fields[.contentLanguage] = representation.language?.description
        let links = representation.links.map { "<\($0.target)>; rel=\"\($0.relation)\"" }
        if !links.isEmpty { fields[.link] = links.joined(separator: ", ") }
        cors.append(to: &fields)
        for field in representation.fields { fields[field.name] = field.value }
        var repeated = HTTPFields()
        for name in Self.repeated { repeated[name] = fields[name] }
        return CachedResponse(
            full: Response(
                status: 200, fields: fields, body: .bytes(body), route: route.label),
            notModified: Response(
                status: 304, fields: repeated, body: .none, route: route.label),
            validators: Validators(entityTag: entityTag, lastModified: lastModified),
            validUntil: representation.validUntil.map {
                HTTPDate(secondsSinceEpoch: Int64($0.timeIntervalSince1970))
            },
            generation: generation)
    }
}

extension HTTPField.Name {
    /// RFC 8288.
    fileprivate static let link = HTTPField.Name("Link")!  // Safe because it is a token.
}
