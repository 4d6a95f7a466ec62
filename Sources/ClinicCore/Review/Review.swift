import Foundation

/// Who last reviewed a document, when, and when it is due again.
public struct Review: Sendable, Hashable {
    /// The reviewer, as to be printed.
    public let reviewedBy: String
    /// The day of the review.
    public let lastReviewed: CalendarDate
    /// The day on which the next review is due.
    public let nextReview: CalendarDate

    /// Days before `nextReview` from which on a document counts as due.
    public static let noticeDays = 60

    /// Joins the three.
    public init(reviewedBy: String, lastReviewed: CalendarDate, nextReview: CalendarDate) {
        self.reviewedBy = reviewedBy
        self.lastReviewed = lastReviewed
        self.nextReview = nextReview
    }

    /// How the review stands on that day.
    public func status(on day: CalendarDate) -> ReviewStatus {
        if day > nextReview { return .overdue }
        return day >= noticeBegins ? .due : .current
    }

    /// The days on which the status changes by time alone, in order: it becomes due, then overdue.
    public var turningDays: [CalendarDate] { [noticeBegins, nextReview.adding(days: 1)] }

    private var noticeBegins: CalendarDate { nextReview.adding(days: -Self.noticeDays) }
}

/// How a document's review stands, computed when it is read, never stored.
public enum ReviewStatus: String, Sendable, CaseIterable {
    /// Nobody has reviewed it.
    case unreviewed
    /// Reviewed, and not due soon.
    case current
    /// The next review is due within `Review.noticeDays`.
    case due
    /// The next review has not happened in time.
    case overdue
}
