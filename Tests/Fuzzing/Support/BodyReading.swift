@testable import HTTP

/// What a reader made of a body that came in pieces.
enum BodyReading: Equatable {
    case refused(Refusal)
    case read([UInt8], used: Int, isDone: Bool)

    /// Bytes that a body may have.
    static let limit = 300

    /// Nil where the body's length alone refuses it.
    init?(_ body: RequestBody, _ pieces: [[UInt8]], limits: Limits) {
        guard var reader = try? BodyReader(body, limit: Self.limit, limits: limits) else {
            return nil
        }
        var data: [UInt8] = []
        var used = 0
        for piece in pieces where !reader.isComplete {
            let outcome = withExactMemory(piece) { bytes -> Result<Int, Refusal> in
                do throws(Refusal) {
                    return .success(try reader.read(bytes) { data += $0 })
                } catch {
                    return .failure(error)
                }
            }
            switch outcome {
            case .success(let count):
                promise(count == piece.count || reader.isComplete, "bytes are left unread")
                used += count
            case .failure(let refusal):
                self = .refused(refusal)
                return
            }
        }
        self = .read(data, used: used, isDone: reader.isComplete)
    }
}
