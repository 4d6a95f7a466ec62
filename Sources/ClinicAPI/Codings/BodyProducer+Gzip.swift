import Gzip
import HTTP
import Synchronization

extension BodyProducer {
    /// The same body compressed. Each piece can be expanded as soon as it has come: nothing of it is
    /// held back for the next. The work is done where the pieces are made, never on an event loop.
    func gzipped(level: Int) -> BodyProducer {
        let stream = GzipStream(level: level)
        return BodyProducer { deliver in
            if stream.isFinished { return deliver(.end) }
            next { piece in
                switch piece {
                case .bytes(let bytes): deliver(.bytes(stream.compress(bytes)))
                case .end: deliver(.bytes(stream.finish()))
                case .failed: deliver(.failed)
                }
            }
        } cancel: {
            cancel()
        }
    }
}

/// One compressed body. Pieces come one after another, from any thread.
private final class GzipStream: Sendable {
    private let state: Mutex<State>

    private struct State: ~Copyable {
        let compressor: GzipCompressor
        var isFinished = false
    }

    init(level: Int) {
        state = Mutex(State(compressor: GzipCompressor(level: level)))
    }

    var isFinished: Bool { state.withLock { $0.isFinished } }

    func compress(_ bytes: [UInt8]) -> [UInt8] {
        state.withLock { state in
            var output: [UInt8] = []
            bytes.withUnsafeBytes { state.compressor.append($0, to: &output) }
            state.compressor.flush(to: &output)
            return output
        }
    }

    func finish() -> [UInt8] {
        state.withLock { state in
            var output: [UInt8] = []
            state.compressor.finish(to: &output)
            state.isFinished = true
            return output
        }
    }
}
