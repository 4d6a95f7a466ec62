import Digests
public import Foundation
import GRDB

/// Tokens: who may read drafts and write.
extension Store {
    /// Makes a token. The text is given here once and cannot be had again.
    public func createToken(
        name: String, scopes: [Scope], expiresAt: Date?, audit: AuditEntry,
        completion: @escaping @Sendable (Result<(token: Token, text: String), StoreError>) -> Void
    ) {
        submit { db in
            let text = try TokenText.make()
            try db.execute(
                sql: """
                    INSERT INTO token (id, name, hash, scopes, createdAt, expiresAt)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    text.id, name, Data(text.hash),
                    scopes.map(\.rawValue).joined(separator: " "), audit.at.milliseconds,
                    expiresAt?.milliseconds,
                ])
            try audit.insert(db)
            guard let token = try Self.token(text.id, db)?.token else {
                throw StoreError.database("the new token cannot be read")
            }
            return (token, text.text)
        } completion: {
            completion($0.mapError(Self.storeError))
        }
    }

    /// Ends a token. False where there is none of that id, or it has ended before.
    public func revokeToken(
        _ id: String, audit: AuditEntry,
        completion: @escaping @Sendable (Result<Bool, StoreError>) -> Void
    ) {
        submit { db in
            try db.execute(
                sql: """
                    UPDATE token SET revokedAt = ?
                    WHERE id = ? AND revokedAt IS NULL
                    """, arguments: [audit.at.milliseconds, id])
            guard db.changesCount > 0 else { return false }
            try audit.insert(db)
            return true
        } completion: {
            completion($0.mapError(Self.storeError))
        }
    }

    /// The valid token that a text is, compared in constant time; nil for any other text.
    public func authenticate(
        _ text: String, at time: Date,
        completion: @escaping @Sendable (Result<Token?, StoreError>) -> Void
    ) {
        guard let presented = TokenText(text) else { return completion(.success(nil)) }
        read { view -> Token? in
            guard let known = try Self.token(presented.id, view.db),
                ConstantTime.equal(known.hash, presented.hash), known.token.isValid(at: time)
            else { return nil }
            return known.token
        } completion: { [self] result in
            if case .success(let token?) = result { noteUse(of: token, at: time) }
            completion(result)
        }
    }

    /// Writes a line of the audit log that belongs to no edit.
    public func record(_ entry: AuditEntry) {
        submit {
            try entry.insert($0)
        } completion: { _ in
        }
    }

    /// The last use is kept to the minute, so that reading drafts does not write each time.
    private func noteUse(of token: Token, at time: Date) {
        guard time.timeIntervalSince(token.lastUsedAt ?? .distantPast) >= 60 else { return }
        submit { db in
            try db.execute(
                sql: "UPDATE token SET lastUsedAt = ? WHERE id = ?",
                arguments: [time.milliseconds, token.id])
        } completion: { _ in
        }
    }

    private static func token(_ id: String, _ db: Database) throws -> (token: Token, hash: [UInt8])?
    {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT * FROM token WHERE id = ?"), arguments: [id]
        ).map { (Token(row: $0), [UInt8]($0["hash"] as Data)) }
    }

    static func storeError(_ error: any Error) -> StoreError {
        error as? StoreError ?? .database("\(error)")
    }
}

extension LibraryView {
    /// All tokens, newest first, without their secrets.
    public func tokens() throws -> [Token] {
        try Row.fetchAll(db, sql: "SELECT * FROM token ORDER BY createdAt DESC, id")
            .map(Token.init(row:))
    }

    /// Lines of the audit log, newest first, before that id.
    public func audit(before id: Int64, limit: Int) throws -> [(id: Int64, entry: AuditEntry)] {
        try Row.fetchAll(
            db.cachedStatement(sql: "SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?"),
            arguments: [id, limit]
        ).map { ($0["id"], AuditEntry(row: $0)) }
    }
}
