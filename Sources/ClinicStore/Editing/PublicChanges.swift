import GRDB

/// Learns of public changes as they are committed, whichever way they were written: the site's language
/// is known first, then who waits for a change is woken.
final class PublicChanges: TransactionObserver {
    private let language: SiteLanguage
    private let current: GenerationCounter
    /// The number of the last change of the transaction that goes on.
    private var latest: Int64?

    init(_ language: SiteLanguage, _ current: GenerationCounter) {
        self.language = language
        self.current = current
    }

    func observes(eventsOfKind kind: DatabaseEventKind) -> Bool {
        if case .insert(tableName: "change") = kind { true } else { false }
    }

    func databaseDidChange(with event: DatabaseEvent) {
        latest = event.rowID
    }

    func databaseDidCommit(_ db: Database) {
        guard let latest else { return }
        self.latest = nil
        guard latest > current.value else { return }
        language.refresh(db)
        current.advance(to: latest)
    }

    func databaseDidRollback(_ db: Database) {
        latest = nil
    }
}
