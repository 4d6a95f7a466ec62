import GRDB

/// Learns of public changes as they are committed, whichever way they were written: the site's language
/// is known first, then who waits for a change is woken.
final class PublicChanges: TransactionObserver {
    private let language: SiteLanguage
    private let current: GenerationCounter
    /// Whether there may be one since the last commit. A transaction that SQLite undoes by itself, as
    /// where the disk is full, leaves it set; so the number is read, and not remembered.
    private var isPossible = false

    init(_ language: SiteLanguage, _ current: GenerationCounter) {
        self.language = language
        self.current = current
    }

    func observes(eventsOfKind kind: DatabaseEventKind) -> Bool {
        if case .insert(tableName: "change") = kind { true } else { false }
    }

    func databaseDidChange(with event: DatabaseEvent) {
        isPossible = true
    }

    func databaseDidCommit(_ db: Database) {
        guard isPossible, let latest = try? GenerationCounter.latest(db) else { return }
        isPossible = false
        guard latest > current.value else { return }
        language.refresh(db)
        current.advance(to: latest)
    }

    func databaseDidRollback(_ db: Database) {
        isPossible = false
    }
}
