/// Reads the body of one request, however it is delimited.
package struct BodyReader {
    private enum Framing {
        case length(remaining: Int)
        case chunked(ChunkedDecoder)
    }

    private var framing: Framing

    /// A reader for a body of at most `limit` bytes.
    ///
    /// - Throws: `.contentTooLarge` where the length is told and is more.
    package init(_ body: RequestBody, limit: Int, limits: Limits) throws(Refusal) {
        switch body {
        case .none:
            framing = .length(remaining: 0)
        case .length(let length):
            guard length <= limit else { throw .contentTooLarge(limit: limit) }
            framing = .length(remaining: length)
        case .chunked:
            framing = .chunked(ChunkedDecoder(bodyLimit: limit, limits: limits))
        }
    }

    /// Whether the whole body has been read.
    package var isComplete: Bool {
        switch framing {
        case .length(let remaining): remaining == 0
        case .chunked(let decoder): decoder.isDone
        }
    }

    /// How many bytes are still to come, where that is known.
    package var knownRemainder: Int? {
        if case .length(let remaining) = framing { remaining } else { nil }
    }

    /// Reads on, and says how many of the bytes belonged to the body.
    package mutating func read(
        _ bytes: UnsafeRawBufferPointer, data: (UnsafeRawBufferPointer) -> Void
    ) throws(Refusal) -> Int {
        switch framing {
        case .length(let remaining):
            let count = min(remaining, bytes.count)
            data(bytes.slice(0..<count))
            framing = .length(remaining: remaining - count)
            return count
        case .chunked(var decoder):
            // Whatever happens below, the decoder goes on from where it came to.
            defer { framing = .chunked(decoder) }
            return try decoder.decode(bytes, data: data)
        }
    }
}
