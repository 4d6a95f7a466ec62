internal import COpenSSL

/// The memory between a loop's TLS sessions and its sockets. Each loop has one for all its sessions,
/// which use it one at a time: so an idle connection holds no buffer, and nothing is copied into one
/// of OpenSSL's before it is looked at.
///
/// Before a session is asked to do something, `input` is what has come; what it wants to send lies
/// in `output` afterwards, and is taken out before it is another session's turn.
final class TLSWire {
    /// A record holds so much of what is sent (RFC 8446 §5.1).
    static let recordBytes = 16 * 1024

    /// Where sealed bytes are received.
    let received: UnsafeMutableRawBufferPointer
    /// Where what goes into one record is gathered.
    let record: UnsafeMutableRawBufferPointer
    /// Sealed bytes that the session has not looked at.
    var input = UnsafeRawBufferPointer(start: nil, count: 0)
    private var room: UnsafeMutableRawBufferPointer
    private var used = 0

    init() {
        received = .allocate(byteCount: 64 * 1024, alignment: 64)
        record = .allocate(byteCount: Self.recordBytes, alignment: 64)
        room = .allocate(byteCount: 80 * 1024, alignment: 64)
    }

    deinit {
        received.deallocate()
        record.deallocate()
        room.deallocate()
    }

    /// Sealed bytes to be sent.
    var output: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: room[..<used]) }

    /// `output` has been sent, or put elsewhere.
    func clear() { used = 0 }

    /// A BIO that reads `input` and writes `output`. It does not hold the wire: the loop does, for
    /// longer than its sessions.
    func makeBIO() -> OpaquePointer? {
        guard let method = Self.method, let bio = BIO_new(method) else { return nil }
        BIO_set_data(bio, Unmanaged.passUnretained(self).toOpaque())
        BIO_set_init(bio, 1)
        return bio
    }

    private func read(into target: UnsafeMutableRawPointer, atMost most: Int) -> Int {
        let count = min(most, input.count)
        guard count > 0, let start = input.baseAddress else { return 0 }
        target.copyMemory(from: start, byteCount: count)
        input = UnsafeRawBufferPointer(rebasing: input[count...])
        return count
    }

    /// Always takes all: what is sealed at once is bounded by whoever asks for it.
    private func write(_ bytes: UnsafeRawBufferPointer) {
        if used + bytes.count > room.count { grow(to: used + bytes.count) }
        guard let start = bytes.baseAddress else { return }
        room.baseAddress?.advanced(by: used).copyMemory(from: start, byteCount: bytes.count)
        used += bytes.count
    }

    private func grow(to count: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * count, alignment: 64)
        larger.copyMemory(from: output)
        room.deallocate()
        room = larger
    }

    // MARK: What OpenSSL calls

    // Safe because it is made once and never changed.
    private nonisolated(unsafe) static let method: OpaquePointer? = {
        let type = BIO_get_new_index() | BIO_TYPE_SOURCE_SINK
        guard let method = BIO_meth_new(type, "clinic loop") else { return nil }
        BIO_meth_set_read_ex(method) { bio, target, most, count in
            BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_SHOULD_RETRY)
            guard let wire = TLSWire.of(bio), let target else { return 0 }
            let got = wire.read(into: target, atMost: most)
            count?.pointee = got
            if got == 0 { BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY) }
            return got > 0 ? 1 : 0
        }
        BIO_meth_set_write_ex(method) { bio, bytes, length, count in
            BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_SHOULD_RETRY)
            guard let wire = TLSWire.of(bio), let bytes else { return 0 }
            wire.write(UnsafeRawBufferPointer(start: bytes, count: length))
            count?.pointee = length
            return 1
        }
        // What is written is where it belongs at once; nothing else is known here.
        BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
        return method
    }()

    private static func of(_ bio: OpaquePointer?) -> TLSWire? {
        // Safe because `makeBIO` put it there, and the loop holds it for longer than its sessions.
        BIO_get_data(bio).map { Unmanaged<TLSWire>.fromOpaque($0).takeUnretainedValue() }
    }
}
