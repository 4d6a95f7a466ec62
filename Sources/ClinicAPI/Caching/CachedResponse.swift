import HTTP
import Synchronization

/// A representation as ready bytes, with what is needed to answer conditional requests for it.
final class CachedResponse: Sendable {
    /// The answer to an unconditional request.
    let full: Response
    /// The answer to who has it already.
    let notModified: Response
    /// What conditions are held against.
    let validators: Validators
    /// The instant from which on it may be out of date, in whole seconds.
    let validUntil: HTTPDate?
    /// The library's generation that it was made from.
    let generation: Int64
    /// Whether it was used since the cache last looked for room.
    let isUsed = Atomic<Bool>(false)

    init(
        full: Response, notModified: Response, validators: Validators, validUntil: HTTPDate?,
        generation: Int64
    ) {
        self.full = full
        self.notModified = notModified
        self.validators = validators
        self.validUntil = validUntil
        self.generation = generation
    }

    /// The answer to that request; nil where its precondition fails. Allocates nothing.
    func answer(to head: RequestHead) -> Response? {
        switch head.evaluatePreconditions(validators) {
        case .proceed: return full
        case .notModified: return notModified
        case .failed: return nil
        }
    }

    /// Bytes held in memory.
    var size: Int { full.size + notModified.size }
}
