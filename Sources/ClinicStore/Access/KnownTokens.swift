import Foundation
import Synchronization

/// The tokens that were used lately, as the database has them: every request of an editor needs one.
/// What is known is forgotten before the end of a token is told to anybody.
final class KnownTokens: Sendable {
    private let state = Mutex(State())

    private struct State {
        var tokens: [String: Entry] = [:]
        /// Tells apart what was read before a change from what was read after.
        var epoch = 0
    }

    private struct Entry {
        let token: Token
        let hash: [UInt8]
        var usedAt: Date?
    }

    /// Tokens known at a time; one more and all are read again.
    private static let limit = 1_000

    /// The token of that id and its hash, and the epoch under which it may be kept where it is unknown.
    func find(_ id: String) -> (known: (token: Token, hash: [UInt8])?, epoch: Int) {
        state.withLock { state in
            (state.tokens[id].map { ($0.token, $0.hash) }, state.epoch)
        }
    }

    /// Keeps what was read, unless something has changed since that epoch.
    func keep(_ token: Token, _ hash: [UInt8], epoch: Int) {
        state.withLock { state in
            guard state.epoch == epoch else { return }
            if state.tokens.count >= Self.limit { state.tokens = [:] }
            state.tokens[token.id] = Entry(token: token, hash: hash, usedAt: token.lastUsedAt)
        }
    }

    /// Forgets all, because a token has ended.
    func forget() {
        state.withLock { state in
            state.tokens = [:]
            state.epoch += 1
        }
    }

    /// Whether the use of a token at that time is to be written down: once a minute.
    func isNewUse(of id: String, at time: Date) -> Bool {
        state.withLock { state in
            guard let usedAt = state.tokens[id]?.usedAt, time.timeIntervalSince(usedAt) < 60 else {
                state.tokens[id]?.usedAt = time
                return true
            }
            return false
        }
    }
}
