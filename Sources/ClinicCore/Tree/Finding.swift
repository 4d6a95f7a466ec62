/// One thing that is wrong with a document: where, and how to mend it.
public struct Finding: Sendable, Hashable, CustomStringConvertible {
    /// The place in the document.
    public let pointer: JSONPointer
    /// What is wrong and what is allowed, in one sentence for the author.
    public let detail: String

    /// Joins both.
    public init(_ pointer: JSONPointer, _ detail: String) {
        self.pointer = pointer
        self.detail = detail
    }

    /// "/name: is missing"
    public var description: String {
        pointer == .root ? detail : "\(pointer): \(detail)"
    }
}
