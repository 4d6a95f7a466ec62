internal import CZlib

/// Compresses piece by piece.
public final class GzipCompressor {
    // On the heap, because zlib keeps a pointer to it.
    private let stream: UnsafeMutablePointer<z_stream>
    private var isFinished = false

    /// Starts a stream.
    ///
    /// - Parameter level: 1 (fast) to 9 (small); others are brought into that range.
    public init(level: Int = 6) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 window bits, plus 16 for a gzip header.
        let status = deflateInit2_(
            stream, Int32(min(max(level, 1), 9)), Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY,
            ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib has memory, and is the one it was built for")
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Compresses `bytes` and appends what is ready to `output`, maybe nothing.
    public func append(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        run(bytes, flush: Z_NO_FLUSH, to: &output)
    }

    /// Appends all that was held back, so that a reader can expand everything given so far.
    public func flush(to output: inout [UInt8]) {
        run(UnsafeRawBufferPointer(start: nil, count: 0), flush: Z_SYNC_FLUSH, to: &output)
    }

    /// Appends the end of the stream. Nothing can be appended after it.
    public func finish(to output: inout [UInt8]) {
        run(UnsafeRawBufferPointer(start: nil, count: 0), flush: Z_FINISH, to: &output)
        isFinished = true
    }

    private func run(
        _ bytes: UnsafeRawBufferPointer, flush: Int32, to output: inout [UInt8]
    ) {
        precondition(!isFinished, "nothing follows the end")
        var rest = bytes
        repeat {
            // zlib counts in 32 bits.
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
            // Safe because zlib does not write to its input.
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: piece.bindMemory(to: UInt8.self).baseAddress)
            stream.pointee.avail_in = UInt32(piece.count)
            drain(flush: rest.isEmpty ? flush : Z_NO_FLUSH, to: &output)
        } while !rest.isEmpty
    }

    /// Takes output until zlib has no more.
    private func drain(flush: Int32, to output: inout [UInt8]) {
        withUnsafeTemporaryAllocation(byteCount: 16 * 1024, alignment: 1) { room in
            repeat {
                stream.pointee.next_out = room.bindMemory(to: UInt8.self).baseAddress
                stream.pointee.avail_out = UInt32(room.count)
                let status = deflate(stream, flush)
                // Z_BUF_ERROR says that there was nothing to do.
                precondition(status != Z_STREAM_ERROR, "the stream is whole")
                output += UnsafeRawBufferPointer(
                    rebasing: room[..<(room.count - Int(stream.pointee.avail_out))])
            } while stream.pointee.avail_out == 0
        }
    }
}

/// It belongs to whoever makes the pieces.
@available(*, unavailable)
extension GzipCompressor: Sendable {}
