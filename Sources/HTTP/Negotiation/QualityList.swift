/// Walks a comma-separated list whose elements carry a weight (RFC 9110 §5.6.1, §12.4.2), in place.
struct QualityList: Sequence, IteratorProtocol {
    /// One element: what stands before the first ";", and its weight in thousandths.
    struct Element {
        var value: UnsafeRawBufferPointer
        var weight: Int
        /// How many parameters came before the weight.
        var parameterCount: Int
    }

    private let line: UnsafeRawBufferPointer
    private var index = 0

    init(_ line: UnsafeRawBufferPointer) {
        self.line = line
    }

    /// The next element with a value and a valid weight; others are passed over.
    mutating func next() -> Element? {
        while index < line.count {
            let end = endOfElement()
            let element = Self.read(line.slice(index..<end))
            index = end + 1
            if let element { return element }
        }
        return nil
    }

    /// The index of the next comma outside quotes, or of the end.
    private func endOfElement() -> Int {
        var isQuoted = false
        var position = index
        while position < line.count {
            let byte = line[position]
            if isQuoted, byte == 0x5c {
                position += 1
            } else if byte == 0x22 {
                isQuoted.toggle()
            } else if byte == 0x2c, !isQuoted {
                break
            }
            position += 1
        }
        return Swift.min(position, line.count)
    }

    private static func read(_ bytes: UnsafeRawBufferPointer) -> Element? {
        var rest = bytes
        var element: Element?
        while true {
            let end = rest.firstIndex(of: 0x3b) ?? rest.count
            let part = rest.slice(0..<end).trimmed()
            if element == nil {
                guard !part.isEmpty else { return nil }
                element = Element(value: part, weight: 1000, parameterCount: 0)
            } else if part.count >= 2, part[0] | 0x20 == 0x71, part[1] == 0x3d {
                guard let weight = weight(part.slice(2..<part.count)) else { return nil }
                element?.weight = weight
                return element
            } else if !part.isEmpty {
                element?.parameterCount += 1
            }
            guard end < rest.count else { return element }
            rest = rest.slice(end + 1..<rest.count)
        }
    }

    /// `0`, `0.5`, `1.000`: at most three decimals, at most 1.
    private static func weight(_ text: UnsafeRawBufferPointer) -> Int? {
        guard let whole = text.first?.decimalValue, whole <= 1, text.count <= 5 else { return nil }
        if text.count == 1 { return whole * 1000 }
        guard text[1] == 0x2e else { return nil }
        var weight = whole * 1000
        var unit = 100
        for index in 2..<text.count {
            guard let digit = text[index].decimalValue else { return nil }
            weight += digit * unit
            unit /= 10
        }
        return weight <= 1000 ? weight : nil
    }
}
