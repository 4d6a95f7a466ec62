import ClinicCore
import Foundation
import HTTP

/// A request for something to read, copied out of the receive buffer.
struct ReadRequest: Sendable {
    let route: Route
    let query: QueryParameters
    let path: String
    /// The query as sent; empty where there is none.
    let rawQuery: String
    let head: CapturedHead
    /// When it is answered.
    let now: Date

    init(_ head: RequestHead, route: Route, now: Date) throws(Problem) {
        self.route = route
        self.now = now
        rawQuery = head.queryText ?? ""
        query = try QueryParameters(rawQuery)
        path = head.pathText
        self.head = CapturedHead(head)
    }

    /// The tag that `Accept-Language` asks for, of those offered.
    func preferredLanguage(of offered: [LanguageTag]) -> LanguageTag? {
        head.withHead { $0.preferredLanguage(of: offered.map(\.description)) }
            .map { offered[$0] }
    }
}
