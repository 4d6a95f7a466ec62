import HTTP
import Synchronization

/// Counts down the pieces of a stream.
final class Pieces: Sendable {
    private let left: Atomic<Int>

    init(count: Int) {
        left = Atomic(count)
    }

    func next() -> BodyPiece {
        let left = left.subtract(1, ordering: .relaxed).newValue
        return left >= 0 ? .bytes([UInt8](repeating: 0x7e, count: 10_000)) : .end
    }
}
