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
        var validity = HTTPFields()
        let entityTag = EntityTag(tag)
        validity[.eTag] = entityTag?.description
        let lastModified = representation.lastModified.map {
            HTTPDate(secondsSinceEpoch: Int64($0.timeIntervalSince1970.rounded(.down)))
        }
        validity[.lastModified] = lastModified?.description
        validity[.cacheControl] = Self.cacheControl
        validity[.vary] = representation.vary
        validity[.contentLanguage] = representation.language?.description
        let links = representation.links.map { "<\($0.target)>; rel=\"\($0.relation)\"" }
        if !links.isEmpty { validity[.link] = links.joined(separator: ", ") }
        cors.append(to: &validity)
        for field in representation.fields { validity[field.name] = field.value }
        fields.append(contentsOf: validity)
        return CachedResponse(
            full: Response(
                status: 200, fields: fields, body: .bytes(body), route: route.label),
            notModified: Response(
                status: 304, fields: validity, body: .none, route: route.label),
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
