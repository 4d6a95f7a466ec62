internal import HTTP
internal import Synchronization

/// One promise of a late response. The first response counts; if the ticket goes without one, the
/// connection is told, so that it does not wait for ever.
final class ReplyTicket: Sendable {
    private let handle: LoopHandle
    private let connection: ConnectionID
    private let request: UInt32
    private let isUsed = Atomic(false)

    init(handle: LoopHandle, connection: ConnectionID, request: UInt32) {
        self.handle = handle
        self.connection = connection
        self.request = request
    }

    deinit {
        if !isUsed.load(ordering: .acquiring) {
            handle.enqueue(.reply(connection, request: request, nil))
        }
    }

    func send(_ response: Response) {
        guard !isUsed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        handle.enqueue(.reply(connection, request: request, response))
    }
}
