import ClinicCore
import ClinicStore
import Digests
import Foundation
import HTTP
import HTTPTypes

/// A request of an editor, copied out of the receive buffer, its head checked.
struct EditingRequest: Sendable {
    let method: RequestMethod
    let route: Route
    let path: String
    let target: String
    let query: QueryParameters
    /// The token as presented; nil for one who needs none.
    let token: String?
    let precondition: Edit.Precondition?
    let idempotencyKey: String?
    let contentType: String?
    let coding: RequestContent.Coding
    let peer: String
    let requestID: String
    let now: Date

    private let limits: BodyLimits

    init(
        _ head: RequestHead, route: Route, isLocal: Bool, limits: BodyLimits, now: Date
    ) throws(Problem) {
        method = head.method
        self.route = route
        path = head.pathText
        target = String(decoding: head.target, as: UTF8.self)
        query = try QueryParameters(head.queryText)
        token = isLocal ? nil : try Self.token(head)
        precondition = try Self.precondition(head)
        idempotencyKey = try Self.idempotencyKey(head)
        contentType = head.fieldValue("content-type")?
            .prefix { $0 != ";" && $0 != " " && $0 != "\t" }.lowercased()
        do throws(RequestContent.Fault) {
            coding = try RequestContent.coding(of: head)
        } catch {
            throw Problem(error)
        }
        peer = head.peer.description
        requestID = head.requestID.description
        self.now = now
        self.limits = limits
    }

    private static func token(_ head: RequestHead) throws(Problem) -> String {
        var lines = head.lines(of: "authorization")
        guard let line = lines.next(), lines.next() == nil else {
            throw .unauthorized("A bearer token is needed.", error: nil)
        }
        let parts = line.split(separator: UInt8(ascii: " "))
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw .unauthorized("The only authentication is a bearer token.", error: nil)
        }
        return parts[1]
    }

    /// `If-None-Match: *` or `If-Match: "7"`; anything else holds for no document.
    private static func precondition(_ head: RequestHead) throws(Problem) -> Edit.Precondition? {
        if let none = head.fieldValue("if-none-match") {
            guard none == "*", head.field("if-match") == nil else {
                throw Problem(.badRequest, "To create a document send If-None-Match: * alone.")
            }
            return .absent
        }
        guard let match = head.fieldValue("if-match") else { return nil }
        if match == "*" { return .exists }
        let inner = match.dropFirst().dropLast()
        guard match.hasPrefix("\""), match.hasSuffix("\""), match.utf8.count > 2,
            let number = Int64(inner)
        else { return .revision(-1) }
        return .revision(number)
    }

    private static func idempotencyKey(_ head: RequestHead) throws(Problem) -> String? {
        guard head.method == .post, let key = head.fieldValue("idempotency-key") else { return nil }
        guard (1...255).contains(key.utf8.count),
            key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw Problem(
                .badRequest, "Idempotency-Key must have 1 to 255 visible ASCII characters.")
        }
        return key
    }

    /// The JSON of the body. `types` are the media types allowed; an empty body reads as `{}` where
    /// `mayBeEmpty`.
    func json(
        _ body: [UInt8], types: [String], mayBeEmpty: Bool = false
    ) throws(Problem) -> Value {
        if body.isEmpty, mayBeEmpty { return .object([:]) }
        guard let contentType, types.contains(contentType) else {
            throw Problem(
                .unsupportedMediaType, "The body must be \(types.joined(separator: " or ")).")
        }
        let text: [UInt8]
        do throws(RequestContent.Fault) {
            text = try RequestContent.decode(body, coding, limit: limits.bytes)
        } catch {
            throw Problem(error)
        }
        do throws(JSONParser.SyntaxError) {
            return try JSONParser.parse(text, depthLimit: limits.depth)
        } catch {
            throw Problem(.malformedBody, "The body is not valid JSON: \(error).")
        }
    }

    /// What an idempotency key stands for: the same method, target and body.
    func digest(_ body: [UInt8]) -> [UInt8] {
        SHA256.digest(Array("\(method.rawValue) \(target)\n".utf8) + body)
    }
}

extension Problem {
    fileprivate init(_ fault: RequestContent.Fault) {
        switch fault {
        case .unsupportedCoding:
            self.init(.unsupportedMediaType, "A request body may be plain or gzip.")
            fields[.acceptEncoding] = "gzip"
        case .tooLarge(let limit):
            self.init(.contentTooLarge, "The body expands to more than \(limit) bytes.")
        case .malformed: self.init(.malformedBody, "The body is not valid gzip.")
        }
    }
}
