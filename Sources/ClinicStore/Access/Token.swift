public import Foundation
import GRDB

/// A bearer token as the store knows it: never the secret itself.
public struct Token: Sendable {
    /// The public part of the token.
    public let id: String
    /// What it is called in the logs.
    public let name: String
    /// What it may do.
    public let scopes: [Scope]
    /// When it was made.
    public let createdAt: Date
    /// When it ends; nil for never.
    public let expiresAt: Date?
    /// When it was last used, to the minute.
    public let lastUsedAt: Date?
    /// When it was revoked.
    public let revokedAt: Date?

    /// Whether one of its scopes is enough.
    public func grants(_ scope: Scope) -> Bool { scopes.contains { $0.grants(scope) } }

    /// Whether it can be used at that time.
    public func isValid(at time: Date) -> Bool {
        revokedAt == nil && (expiresAt.map { time < $0 } ?? true)
    }

    /// What stands for the person at the socket in the data directory: whoever may open it may open
    /// the library too.
    public static func local(at time: Date) -> Token {
        Token(id: "local", name: "command line", scopes: [.admin], createdAt: time)
    }

    private init(id: String, name: String, scopes: [Scope], createdAt: Date) {
        self.id = id
        self.name = name
        self.scopes = scopes
        self.createdAt = createdAt
        expiresAt = nil
        lastUsedAt = nil
        revokedAt = nil
    }

    init(row: Row) {
        id = row["id"]
        name = row["name"]
        scopes = (row["scopes"] as String).split(separator: " ").compactMap {
            Scope(rawValue: String($0))
        }
        createdAt = Date(milliseconds: row["createdAt"])
        expiresAt = (row["expiresAt"] as Int64?).map(Date.init(milliseconds:))
        lastUsedAt = (row["lastUsedAt"] as Int64?).map(Date.init(milliseconds:))
        revokedAt = (row["revokedAt"] as Int64?).map(Date.init(milliseconds:))
    }
}
