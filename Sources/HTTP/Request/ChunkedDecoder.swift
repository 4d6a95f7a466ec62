/// Undoes the chunked transfer coding (RFC 9112 §7.1), byte by byte and strictly; extensions and
/// trailers are checked and dropped.
public struct ChunkedDecoder: Sendable {
    private enum State: Sendable {
        case sizeStart, size, sizeBlank
        case extensionStart, extensionText, extensionQuoted, extensionEscape
        case sizeLineFeed
        case data, dataCarriageReturn, dataLineFeed
        case trailerStart, trailerName, trailerValue, trailerLineFeed
        case endLineFeed, done
    }

    private var state = State.sizeStart
    private var size = 0
    private var sizeDigits = 0
    private var decodedBytes = 0
    private var extensionBytes = 0
    private var trailerBytes = 0
    private let bodyLimit: Int
    private let extensionLimit: Int
    private let trailerLimit: Int

    /// A decoder for one body.
    ///
    /// - Parameter bodyLimit: the most bytes the body may have once decoded.
    public init(bodyLimit: Int, limits: Limits) {
        self.bodyLimit = bodyLimit
        extensionLimit = limits.chunkExtensionBytes
        trailerLimit = limits.trailerBytes
    }

    /// Whether the last chunk and the trailers have been read.
    public var isDone: Bool { state == .done }

    /// Reads on.
    ///
    /// - Parameters:
    ///   - bytes: what follows what was read before.
    ///   - data: given each run of body bytes.
    /// - Returns: how many of the bytes were used: all of them unless the body ended before.
    /// - Throws: `.badRequest(.chunk)` or `(.trailer)`; `.contentTooLarge` as soon as a chunk size
    ///   tells it.
    public mutating func decode(
        _ bytes: UnsafeRawBufferPointer, data: (UnsafeRawBufferPointer) -> Void
    ) throws(Refusal) -> Int {
        var index = 0
        while index < bytes.count, state != .done {
            if state == .data {
                let count = min(size, bytes.count - index)
                data(bytes.slice(index..<index + count))
                index += count
                size -= count
                if size == 0 { state = .dataCarriageReturn }
                continue
            }
            let byte = bytes[index]
            index += 1
            switch state {
            case .trailerStart, .trailerName, .trailerValue, .trailerLineFeed, .endLineFeed:
                try readTrailer(byte)
            case .dataCarriageReturn:
                guard byte == 0x0d else { throw .badRequest(.chunk) }
                state = .dataLineFeed
            case .dataLineFeed:
                guard byte == 0x0a else { throw .badRequest(.chunk) }
                state = .sizeStart
            default:
                try readSizeLine(byte)
            }
        }
        return index
    }

    /// `chunk-size [ chunk-ext ] CRLF`
    private mutating func readSizeLine(_ byte: UInt8) throws(Refusal) {
        switch state {
        case .sizeStart:
            guard let digit = byte.hexadecimalValue else { throw .badRequest(.chunk) }
            size = digit
            sizeDigits = 1
            state = .size
        case .size:
            if let digit = byte.hexadecimalValue {
                sizeDigits += 1
                guard sizeDigits <= 16, size < 1 << 59 else { throw .badRequest(.chunk) }
                size = size << 4 | digit
            } else {
                try endSize(byte)
            }
        case .sizeBlank:
            try countExtension()
            guard byte.isBlank || byte == 0x3b else { throw .badRequest(.chunk) }
            if byte == 0x3b { state = .extensionStart }
        case .sizeLineFeed:
            guard byte == 0x0a else { throw .badRequest(.chunk) }
            try startChunk()
        default:
            try readExtension(byte)
        }
    }

    private mutating func endSize(_ byte: UInt8) throws(Refusal) {
        switch byte {
        case 0x0d: state = .sizeLineFeed
        case 0x3b: state = .extensionStart
        case 0x20, 0x09: state = .sizeBlank
        default: throw .badRequest(.chunk)
        }
    }

    private mutating func startChunk() throws(Refusal) {
        guard size > 0 else {
            state = .trailerStart
            return
        }
        guard size <= bodyLimit - decodedBytes else { throw .contentTooLarge(limit: bodyLimit) }
        decodedBytes += size
        state = .data
    }

    /// `; name`, `; name=value`, `; name="quoted"`, with blanks anywhere between.
    private mutating func readExtension(_ byte: UInt8) throws(Refusal) {
        try countExtension()
        switch state {
        case .extensionStart:
            if byte.isBlank { return }
            guard ByteClass.token.contains(byte) else { throw .badRequest(.chunk) }
            state = .extensionText
        case .extensionText:
            switch byte {
            case 0x0d: state = .sizeLineFeed
            case 0x3b: state = .extensionStart
            case 0x22: state = .extensionQuoted
            default:
                guard byte.isBlank || byte == 0x3d || ByteClass.token.contains(byte) else {
                    throw .badRequest(.chunk)
                }
            }
        case .extensionQuoted:
            guard byte >= 0x20 || byte == 0x09, byte != 0x7f else { throw .badRequest(.chunk) }
            if byte == 0x22 { state = .extensionText }
            if byte == 0x5c { state = .extensionEscape }
        default:
            guard byte >= 0x20 || byte == 0x09, byte != 0x7f else { throw .badRequest(.chunk) }
            state = .extensionQuoted
        }
    }

    private mutating func countExtension() throws(Refusal) {
        extensionBytes += 1
        guard extensionBytes <= extensionLimit else { throw .badRequest(.chunk) }
    }

    /// `*( field-line CRLF ) CRLF`
    private mutating func readTrailer(_ byte: UInt8) throws(Refusal) {
        if state != .endLineFeed, state != .trailerStart || byte != 0x0d {
            trailerBytes += 1
            guard trailerBytes <= trailerLimit else { throw .badRequest(.trailer) }
        }
        switch state {
        case .trailerStart:
            if byte == 0x0d {
                state = .endLineFeed
            } else {
                guard ByteClass.token.contains(byte) else { throw .badRequest(.trailer) }
                state = .trailerName
            }
        case .trailerName:
            if byte == 0x3a {
                state = .trailerValue
            } else {
                guard ByteClass.token.contains(byte) else { throw .badRequest(.trailer) }
            }
        case .trailerValue:
            if byte == 0x0d {
                state = .trailerLineFeed
            } else {
                guard byte >= 0x20 || byte == 0x09, byte != 0x7f else {
                    throw .badRequest(.trailer)
                }
            }
        case .trailerLineFeed:
            guard byte == 0x0a else { throw .badRequest(.trailer) }
            state = .trailerStart
        default:
            guard byte == 0x0a else { throw .badRequest(.trailer) }
            state = .done
        }
    }
}
