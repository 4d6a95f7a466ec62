import ClinicCore
import GRDB
import Synchronization

/// The site's own language as of the last commit: every write needs it that names no language.
final class SiteLanguage: Sendable {
    private let tag = Mutex(Site.plain.defaultLanguage)

    var value: LanguageTag { tag.withLock { $0 } }

    /// Reads it; to be called when the library has changed in public. Keeps what it knows where the
    /// site cannot be read: a damaged library is opened all the same, to be mended.
    func refresh(_ db: Database) {
        guard let site = try? LibraryView(db: db).site().site else { return }
        tag.withLock { $0 = site.defaultLanguage }
    }
}
