import ClinicCore
public import ClinicStore
public import Foundation
import HTTP
import Synchronization

/// The export: every public document in every language, one JSON text a line, page by page.
///
/// Pages are read one after another, each as of its own instant: a document that changes meanwhile is
/// given in its old form or its new one.
public final class LibraryExport: Sendable {
    static let mediaType = "application/x-ndjson"

    private let now: Date
    private let last = Mutex<Int64>(0)

    /// Documents read at once.
    private static let pageSize = 50

    /// An export from the beginning, review status as of that time.
    public init(now: Date) {
        self.now = now
    }

    /// The lines of the next page; nil at the end.
    public func nextPage(_ view: LibraryView) throws -> [UInt8]? {
        let documents = try view.page(after: last.withLock { $0 }, limit: Self.pageSize)
        guard let end = documents.last else { return nil }
        let context = try ReadContext(view, now: now)
        let maker = DocumentRepresentation(
            context: context, fallback: context.site.defaultLanguage)
        var bytes: [UInt8] = []
        for document in documents {
            let object = try maker.whole(document).object
            bytes += JSONWriter.bytes(.object(object))
            bytes.append(UInt8(ascii: "\n"))
        }
        last.withLock { $0 = end.entry.id }
        return bytes
    }

    /// What the engine pulls for `GET /v1/export.ndjson`.
    func producer(from store: Store) -> BodyProducer {
        BodyProducer { [self] deliver in
            store.read { [self] view in
                try nextPage(view)
            } completion: { result in
                switch result {
                case .success(let page?): deliver(.bytes(page))
                case .success(nil): deliver(.end)
                case .failure: deliver(.failed)
                }
            }
        }
    }
}
