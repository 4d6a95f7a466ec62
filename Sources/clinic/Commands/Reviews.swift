import ArgumentParser
import ClinicCore
import ClinicStore
import Foundation

/// `clinic reviews`
struct Reviews: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the public documents whose review is due, earliest first.",
        discussion: """
            One line a document: the day on which the next review is due, or "never reviewed", and \
            the document. Works while the server runs.
            """)

    @Option(help: "How far ahead to look: a number of days such as 60d.")
    var within = "60d"

    @Flag(help: "List those that nobody has reviewed instead.")
    var unreviewed = false

    @Option(help: "The data directory.")
    var data = "data"

    /// Lines at most.
    private static let limit = 10_000

    func run() throws {
        guard within.last == "d", let days = Int(within.dropLast()), (0...3660).contains(days)
        else {
            throw Failure("--within: \"\(within)\" is not a number of days such as 60d")
        }
        let entries = try Failure.naming { () throws(StoreError) in
            try ReadOnlyLibrary(DataDirectory(path: data)).read { view in
                let site = try view.site().site
                let zone = TimeZone(identifier: site.timeZone) ?? .gmt
                let day = CalendarDate(Date(), in: zone).adding(days: days)
                return try view.reviews(until: unreviewed ? nil : day, limit: Self.limit)
            }
        }
        for entry in entries {
            print("\(entry.nextReview?.description ?? "never reviewed")  \(entry.key)")
        }
    }
}
