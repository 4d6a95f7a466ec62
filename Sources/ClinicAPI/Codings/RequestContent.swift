import Gzip
import HTTP

/// The content of a request body, its coding undone (RFC 9110 §8.4), for routes that write.
enum RequestContent {
    /// Why a body cannot be used.
    enum Fault: Error, Hashable {
        /// The coding is unknown here: 415, with `Accept-Encoding: gzip` (RFC 9110 §15.5.16).
        case unsupportedCoding
        /// It would be longer than the limit: 413.
        case tooLarge(limit: Int)
        /// It is not what its coding says: 400.
        case malformed
    }

    /// A coding of request bodies.
    enum Coding: Hashable {
        case identity
        case gzip
    }

    /// The coding that `Content-Encoding` names. To be asked before the body is read. One coding at
    /// most: none but a bomb needs two.
    static func coding(of head: RequestHead) throws(Fault) -> Coding {
        var lines = head.lines(of: "content-encoding")
        guard let line = lines.next() else { return .identity }
        guard lines.next() == nil else { throw .unsupportedCoding }
        switch String(decoding: line, as: UTF8.self).lowercased() {
        case "identity": return .identity
        case "gzip", "x-gzip": return .gzip
        default: throw .unsupportedCoding
        }
    }

    /// Undoes the coding. Memory is taken as the content comes out, and never for more than `limit`
    /// bytes of it, whatever the body claims.
    static func decode(
        _ body: [UInt8], _ coding: Coding, limit: Int
    ) throws(Fault) -> [UInt8] {
        switch coding {
        case .identity:
            guard body.count <= limit else { throw .tooLarge(limit: limit) }
            return body
        case .gzip:
            do throws(GzipError) {
                return try Gzip.expand(body, limit: limit)
            } catch {
                throw error == .tooLarge ? .tooLarge(limit: limit) : .malformed
            }
        }
    }
}
