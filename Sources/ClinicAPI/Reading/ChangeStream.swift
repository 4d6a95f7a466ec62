import ClinicCore
import ClinicStore
import Foundation
import HTTP
import Synchronization

/// `GET /v1/changes` as an event stream (WHATWG HTML §9.2): one event a change, its number as the id,
/// so that a client that comes back with `Last-Event-ID` misses nothing.
final class ChangeStream: Sendable {
    static let mediaType = "text/event-stream"

    private let store: Store
    private let last: Mutex<Int64>

    /// Changes of a piece at most, and how often a silent stream shows that it lives.
    private static let pieceSize = 100
    private static let heartbeat = Duration.seconds(15)

    /// A stream of the changes behind that number.
    init(store: Store, since number: Int64) {
        self.store = store
        last = Mutex(number)
    }

    /// What the engine pulls.
    var producer: BodyProducer {
        BodyProducer { [self] deliver in
            let since = last.withLock { $0 }
            // A number that the library has not reached yet: wait for it as for the next.
            store.whenChanged(past: since, within: Self.heartbeat) { [self] in
                store.read { view in
                    try Self.piece(view, since: since)
                } completion: { [self] result in
                    switch result {
                    case .success(let piece?):
                        last.withLock { $0 = piece.last }
                        deliver(.bytes(piece.bytes))
                    case .success(nil): deliver(.bytes(Array(": still here\n\n".utf8)))
                    case .failure: deliver(.failed)
                    }
                }
            }
        }
    }

    private static func piece(
        _ view: LibraryView, since number: Int64
    ) throws -> (bytes: [UInt8], last: Int64)? {
        let changes = try view.changes(since: number, limit: pieceSize)
        guard let last = changes.last else { return nil }
        let context = try ReadContext(view, now: Date())
        var bytes: [UInt8] = []
        for change in changes {
            bytes += "id: \(change.number)\nevent: change\ndata: ".utf8
            bytes += JSONWriter.bytes(.object(ChangesReading.object(change, context)))
            bytes += "\n\n".utf8
        }
        return (bytes, last.number)
    }
}
