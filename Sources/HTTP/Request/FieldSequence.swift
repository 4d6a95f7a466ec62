/// The field lines of a head, each as name and value, borrowed like the head.
public struct FieldSequence: Sequence, IteratorProtocol {
    let head: RequestHead
    private var index = 0

    init(head: RequestHead) {
        self.head = head
    }

    /// The next line: the name as sent, the value without the blanks around it.
    public mutating func next() -> (name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)? {
        guard index < head.fieldCount else { return nil }
        defer { index += 1 }
        return (head.fieldName(at: index), head.fieldValue(at: index))
    }
}

/// The values of the field lines of one name, in the order they came, borrowed like the head.
public struct FieldLines: Sequence, IteratorProtocol {
    let head: RequestHead
    let name: StaticString
    private var index = 0

    init(head: RequestHead, name: StaticString) {
        self.head = head
        self.name = name
    }

    /// The value of the next line of that name.
    public mutating func next() -> UnsafeRawBufferPointer? {
        while index < head.fieldCount {
            defer { index += 1 }
            if head.fieldName(at: index).equalsIgnoringCase(name) {
                return head.fieldValue(at: index)
            }
        }
        return nil
    }
}

/// They borrow what their head borrows.
@available(*, unavailable)
extension FieldSequence: Sendable {}

@available(*, unavailable)
extension FieldLines: Sendable {}
