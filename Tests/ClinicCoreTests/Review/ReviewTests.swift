import ClinicCore
import Foundation
import Testing

@Suite("Review")
struct ReviewTests {
    @Test(
        "status changes on the day it says",
        arguments: [
            ("2026-09-02", ReviewStatus.current),  // 61 days before
            ("2026-09-03", .due),  // 60 days before
            ("2026-11-02", .due),  // the day itself
            ("2026-11-03", .overdue),
        ])
    func status(day: String, expected: ReviewStatus) throws {
        let review = try review()
        let day = try #require(CalendarDate(day))
        #expect(review.status(on: day) == expected)
    }

    @Test("the turning days are those on which the status differs from the day before")
    func turningDays() throws {
        let review = try review()
        #expect(review.turningDays.map(\.description) == ["2026-09-03", "2026-11-03"])
        for day in review.turningDays {
            #expect(review.status(on: day) != review.status(on: day.adding(days: -1)))
        }
    }

    private func review() throws -> Review {
        Review(
            reviewedBy: "A reviewer", lastReviewed: try #require(CalendarDate("2024-11-02")),
            nextReview: try #require(CalendarDate("2026-11-02")))
    }
}
