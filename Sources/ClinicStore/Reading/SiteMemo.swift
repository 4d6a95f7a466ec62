import ClinicCore
import Foundation
import Synchronization

/// The site's data as last read on one connection: every read needs them, and they change seldom.
final class SiteMemo: Sendable {
    private typealias Known = (generation: Int64, site: Site, updatedAt: Date?)
    private let known = Mutex<Known?>(nil)

    /// The data as of that generation, if they were read under it.
    func site(of generation: Int64) -> (site: Site, updatedAt: Date?)? {
        known.withLock { known in
            known.flatMap { $0.generation == generation ? ($0.site, $0.updatedAt) : nil }
        }
    }

    /// Keeps what was read under that generation.
    func keep(_ site: Site, _ updatedAt: Date?, of generation: Int64) {
        known.withLock { $0 = (generation, site, updatedAt) }
    }
}
