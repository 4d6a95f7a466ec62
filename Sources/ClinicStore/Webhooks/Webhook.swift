public import ClinicCore
public import Foundation
import GRDB

/// A receiver of changes as the store knows it, without its secret.
public struct Webhook: Sendable {
    /// 12 hexadecimal digits.
    public let id: String
    /// What it is called in the logs; nil where it has no name.
    public let name: String?
    /// Where its messages go.
    public let url: WebAddress
    /// What it is told of.
    public let events: [WebhookEvent]
    /// When it was made.
    public let createdAt: Date
    /// Number of the last change that it has been told of, or that it did not want to know.
    public let position: Int64
    /// Attempts that failed since the last that did not.
    public let failures: Int
    /// When the first of them was.
    public let failingSince: Date?
    /// When the next is to be, after a failure.
    public let retryAt: Date?
    /// When it was disabled: nothing is sent until it is enabled again.
    public let disabledAt: Date?
    /// Why.
    public let disabledReason: String?

    /// How it stands, in a word.
    public enum State: String, Sendable, CaseIterable {
        case active, failing, disabled
    }

    /// How it stands.
    public var state: State {
        disabledAt != nil ? .disabled : failures > 0 ? .failing : .active
    }

    /// Webhooks of a library at most.
    public static let limit = 50

    init(row: Row) {
        url = WebAddress(stored: row["url"])
        id = row["id"]
        name = row["name"]
        events = (row["events"] as String).split(separator: " ").compactMap {
            WebhookEvent(rawValue: String($0))
        }
        createdAt = Date(milliseconds: row["createdAt"])
        position = row["position"]
        failures = row["failures"]
        failingSince = (row["failingSince"] as Int64?).map(Date.init(milliseconds:))
        retryAt = (row["retryAt"] as Int64?).map(Date.init(milliseconds:))
        disabledAt = (row["disabledAt"] as Int64?).map(Date.init(milliseconds:))
        disabledReason = row["disabledReason"]
    }
}
