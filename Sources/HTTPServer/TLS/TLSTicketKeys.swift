internal import COpenSSL
internal import Synchronization

/// The keys of session tickets (RFC 8446 §4.6.1, RFC 5077): shared by all loops, kept over a reload,
/// changed in time. They are in memory only, so a ticket lasts no longer than the process.
public final class TLSTicketKeys: Sendable {
    /// One key, made of random bytes.
    final class Key: Sendable {
        static let nameBytes = 16
        static let cipherBytes = 32
        static let macBytes = 32

        let bytes: [UInt8]
        /// In seconds of the loop's clock.
        let madeAt: Int64

        /// Nil where the system has no random bytes.
        init?(at now: Int64) {
            var bytes = [UInt8](
                repeating: 0, count: Self.nameBytes + Self.cipherBytes + Self.macBytes)
            guard RAND_bytes(&bytes, Int32(bytes.count)) == 1 else { return nil }
            self.bytes = bytes
            madeAt = now
        }

        var name: ArraySlice<UInt8> { bytes[..<Self.nameBytes] }
        var cipher: ArraySlice<UInt8> { bytes[Self.nameBytes...].prefix(Self.cipherBytes) }
        var mac: ArraySlice<UInt8> { bytes.suffix(Self.macBytes) }
    }

    /// How long a key makes new tickets, in seconds.
    static let rotation: Int64 = 3600
    /// How long a ticket is good for, in seconds: what OpenSSL is told, too.
    static let ticketLifetime: Int64 = 7200

    /// The newest first.
    private let keys = Mutex<[Key]>([])

    /// No key yet: the first ticket makes one.
    public init() {}

    /// The key for new tickets. The time for a change comes when a ticket is made: nobody who looks
    /// at the clock is needed for it.
    func current(at now: Int64) -> Key? {
        keys.withLock { keys in
            if let newest = keys.first, now - newest.madeAt < Self.rotation { return newest }
            guard let key = Key(at: now) else { return nil }
            keys.insert(key, at: 0)
            keys.removeAll { now - $0.madeAt >= Self.rotation + Self.ticketLifetime }
            return key
        }
    }

    /// The key of a ticket that may still be used, and whether new tickets are made with it.
    func find(_ name: UnsafeRawBufferPointer, at now: Int64) -> (key: Key, isCurrent: Bool)? {
        keys.withLock { keys in
            keys.removeAll { now - $0.madeAt >= Self.rotation + Self.ticketLifetime }
            guard let key = keys.first(where: { $0.name.elementsEqual(name) }) else { return nil }
            return (key, now - key.madeAt < Self.rotation)
        }
    }
}
