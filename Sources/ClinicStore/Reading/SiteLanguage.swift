import ClinicCore
import GRDB
import Synchronization

/// The site's own language as of the last commit: every write needs it that names no language.
final class SiteLanguage: Sendable {
    private let tag: Mutex<LanguageTag>

    /// Reads it.
    init(_ db: Database) throws {
        tag = Mutex(try LibraryView(db: db).defaultLanguage())
    }

    var value: LanguageTag { tag.withLock { $0 } }

    /// Reads it again; to be called when the library has changed in public. Keeps what it knows where
    /// the database cannot be read.
    func refresh(_ db: Database) {
        guard let new = try? LibraryView(db: db).defaultLanguage() else { return }
        tag.withLock { $0 = new }
    }
}
