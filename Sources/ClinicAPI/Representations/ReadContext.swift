import ClinicCore
import ClinicStore
import Foundation

/// What every representation of one read needs: the library at one instant, the site's data, and
/// the day.
struct ReadContext {
    let view: LibraryView
    let site: Site
    let siteUpdatedAt: Date?
    let now: Date
    let timeZone: TimeZone
    /// The day in the site's time zone.
    let today: CalendarDate

    init(_ view: LibraryView, now: Date) throws {
        self.view = view
        self.now = now
        (site, siteUpdatedAt) = try view.site()
        timeZone = TimeZone(identifier: site.timeZone) ?? .gmt
        today = CalendarDate(now, in: timeZone)
    }

    /// The last instant up to now at which the review's status changed by time alone.
    func lastTurn(of review: Review?) -> Date? {
        review?.turningDays.map { $0.start(in: timeZone) }.last { $0 <= now }
    }

    /// The next instant at which the review's status changes by time alone.
    func nextTurn(of review: Review?) -> Date? {
        review?.turningDays.map { $0.start(in: timeZone) }.first { $0 > now }
    }

    /// The start of the site's next day.
    var tomorrow: Date { today.adding(days: 1).start(in: timeZone) }

    /// The address of a document, in its language.
    func href(_ key: DocumentKey) -> String {
        if key.type == .site { return "/v1/site" }
        let path = "/v1/\(key.type.collection)/\(key.slug)"
        return key.language == site.defaultLanguage ? path : "\(path)?lang=\(key.language)"
    }
}
