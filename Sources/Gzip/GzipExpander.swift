internal import CZlib

/// Expands with a limit on the output.
struct GzipExpander {
    let limit: Int

    func expand(_ bytes: [UInt8]) throws(GzipError) -> [UInt8] {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        // 15 window bits, plus 16 for gzip alone.
        let status = inflateInit2_(
            stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib has memory, and is the one it was built for")
        defer { inflateEnd(stream) }
        let outcome = bytes.withUnsafeBytes { input -> Result<[UInt8], GzipError> in
            do throws(GzipError) {
                return .success(try run(stream, input))
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    private func run(
        _ stream: UnsafeMutablePointer<z_stream>, _ input: UnsafeRawBufferPointer
    ) throws(GzipError) -> [UInt8] {
        guard input.count <= Int(UInt32.max) else { throw .tooLarge }
        // Safe because zlib does not write to its input.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        var output: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let (status, produced) = room.withUnsafeMutableBufferPointer { room in
                stream.pointee.next_out = room.baseAddress
                stream.pointee.avail_out = UInt32(room.count)
                let status = inflate(stream, Z_NO_FLUSH)
                return (status, room.count - Int(stream.pointee.avail_out))
            }
            guard output.count + produced <= limit else { throw .tooLarge }
            output += room[..<produced]
            switch status {
            case Z_STREAM_END:
                if stream.pointee.avail_in == 0 { return output }
                // Another member follows.
                guard inflateReset(stream) == Z_OK else { throw .corrupt }
            case Z_OK:
                continue
            case Z_BUF_ERROR:
                throw .truncated
            default:
                throw .corrupt
            }
        }
    }
}
