/// The bytes of a response in one allocation that never moves, so that they can be handed to the
/// kernel without a copy: status line, fields, empty line, body.
///
/// `@unchecked Sendable`: Safe because the memory is written in `init` only, and freed when nobody
/// holds it any more.
package final class ResponseBytes: @unchecked Sendable {
    private let start: UnsafeMutableRawPointer
    private let statusLength: Int
    private let headLength: Int
    package let count: Int

    init(head: borrowing ResponseHeadWriter, body: [UInt8]) {
        let headBytes = head.finished()
        statusLength = head.statusLength
        headLength = headBytes.count
        count = headBytes.count + body.count
        start = .allocate(byteCount: count, alignment: 16)
        let all = UnsafeMutableRawBufferPointer(start: start, count: count)
        all.copyBytes(from: headBytes)
        UnsafeMutableRawBufferPointer(rebasing: all[headLength...]).copyBytes(from: body)
    }

    deinit {
        start.deallocate()
    }

    /// `HTTP/1.1 200 OK` and CR LF. Valid while the object lives, as are the others.
    package var statusLine: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: statusLength)
    }

    /// The fields and the empty line.
    package var fields: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start + statusLength, count: headLength - statusLength)
    }

    /// The body.
    package var body: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start + headLength, count: count - headLength)
    }
}
