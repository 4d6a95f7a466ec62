public import ClinicCore
import Dispatch
import Foundation
import GRDB
import Synchronization

/// Wakes when the next scheduled publication or expiry is due. What was due while nobody looked is
/// due at once.
final class Schedule: Sendable {
    private let queue = DispatchQueue(label: "clinic.store.schedule")
    private let state = Mutex(State())

    private struct State: Sendable {
        var wake: (@Sendable () -> Void)?
        var next: Int64?
    }

    /// Calls `wake` from now on, whenever something is due.
    func start(_ wake: @escaping @Sendable () -> Void) {
        state.withLock { $0.wake = wake }
    }

    /// Looks for the next instant; called after each commit, on the writer's queue.
    func look(_ db: Database) {
        let next = try? Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT min(at) FROM (
                        SELECT min(publishAt) AS at FROM document WHERE publishAt IS NOT NULL
                        UNION ALL
                        SELECT min(expireAt) FROM document WHERE expireAt IS NOT NULL)
                    """))
        let isNew = state.withLock { state in
            guard state.wake != nil, state.next != next else { return false }
            state.next = next
            return true
        }
        guard isNew, let next else { return }
        let wait = max(0, Double(next) / 1000 - Date().timeIntervalSince1970)
        queue.asyncAfter(wallDeadline: .now() + wait) { [self] in
            let wake = state.withLock { state in
                guard state.next == next else { return nil as (@Sendable () -> Void)? }
                state.next = nil
                return state.wake
            }
            wake?()
        }
    }

    /// The documents whose publication or expiry is due.
    static func due(_ db: Database, at now: Date) throws -> [(key: DocumentKey, publishes: Bool)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT type, slug, language, publishAt <= :now AS publishes FROM document
                WHERE publishAt <= :now OR expireAt <= :now ORDER BY coalesce(publishAt, expireAt)
                """, arguments: ["now": now.milliseconds]
        ).compactMap { row in
            DocumentKey(row: row).map { ($0, (row["publishes"] as Bool?) ?? false) }
        }
    }
}

extension Store {
    /// From now on makes scheduled publications and expiries when they are due. `failed` is told of
    /// one that a rule keeps back; it stays a draft, or public, and is not tried again.
    public func startSchedule(
        _ failed: @escaping @Sendable (DocumentKey, EditFailure) -> Void
    ) {
        schedule.start { [self] in makeDue(failed) }
        makeDue(failed)
    }

    private func makeDue(_ failed: @escaping @Sendable (DocumentKey, EditFailure) -> Void) {
        let now = Date()
        submit { db in
            var failures: [(DocumentKey, EditFailure)] = []
            for (key, publishes) in try Schedule.due(db, at: now) {
                do {
                    try Editor(db: db).makeScheduled(key, publishes: publishes, at: now)
                } catch let failure as EditFailure {
                    failures.append((key, failure))
                    try Editor(db: db).giveUp(key, publishes: publishes, failure, at: now)
                }
            }
            return failures
        } completion: { result in
            for (key, failure) in (try? result.get()) ?? [] { failed(key, failure) }
        }
    }
}

extension Editor {
    /// Makes a publication or an expiry that was scheduled.
    func makeScheduled(_ key: DocumentKey, publishes: Bool, at now: Date) throws {
        let until = try Int64.fetchOne(
            db,
            sql: """
                SELECT json_extract(revision.detail, '$.until') FROM document
                JOIN revision ON revision.sequence = document.draft
                WHERE document.type = ? AND document.slug = ? AND document.language = ?
                """, arguments: key.arguments
        ).map(Date.init(milliseconds:))
        let command: Edit.Command =
            publishes ? .publish(at: nil, until: until) : .withdraw(replacement: nil)
        let reason = publishes ? "as scheduled" : "its time has ended"
        let edit = Edit(
            command, key, precondition: .exists, author: "schedule", reason: reason, at: now)
        _ = try make(edit)
        try AuditEntry(
            actor: "schedule", action: edit.command.name, key: key, at: now
        ).insert(db)
    }

    /// Takes back what was scheduled and cannot be done, in the log like all else: the draft is saved
    /// again without its time, the public document published again without its end.
    func giveUp(
        _ key: DocumentKey, publishes: Bool, _ failure: EditFailure, at now: Date
    ) throws {
        guard let shown = try EditorialDocument(db, key) else { return }
        let stored = try LibraryView(db: db).document(key)?.document
        let edit = Edit(
            .delete, key, precondition: .exists, author: "schedule",
            reason: "what was scheduled could not be done", at: now)
        if publishes {
            try append(.draft, edit, shown.document)
        } else if let stored {
            try append(.publish, edit, stored)
            if shown.state == .draft { try append(.draft, edit, shown.document) }
        }
    }
}
