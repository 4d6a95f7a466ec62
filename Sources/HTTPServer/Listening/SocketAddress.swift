internal import Glibc
internal import HTTP

/// An address as the system takes it.
struct SocketAddress {
    private var storage = sockaddr_storage()
    private(set) var length: socklen_t = 0

    /// Room for an address that the system fills in.
    init() {
        length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    }

    /// Copies an address of the system.
    init(_ address: UnsafePointer<sockaddr>, length: socklen_t) {
        self.length = min(length, socklen_t(MemoryLayout<sockaddr_storage>.size))
        withUnsafeMutableBytes(of: &storage) { target in
            target.copyMemory(
                from: UnsafeRawBufferPointer(start: address, count: Int(self.length)))
        }
    }

    /// The address of a Unix socket. The path has been checked to be short enough.
    init(unixPath path: String) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { target in
            target.copyBytes(from: Array(path.utf8).prefix(target.count - 1))
        }
        withUnsafeMutableBytes(of: &storage) { target in
            withUnsafeBytes(of: address) { target.copyMemory(from: $0) }
        }
        length = socklen_t(MemoryLayout<sockaddr_un>.size)
    }

    var family: Int32 { Int32(storage.ss_family) }

    mutating func withMutablePointer<Result>(
        _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
        }
    }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    /// The same address with another port.
    func withPort(_ port: UInt16) -> SocketAddress {
        var copy = self
        // The port lies at the same place in both families.
        withUnsafeMutableBytes(of: &copy.storage) { bytes in
            bytes.storeBytes(of: port.bigEndian, toByteOffset: 2, as: UInt16.self)
        }
        return copy
    }

    /// The path of a Unix socket; empty for one without.
    var unixPath: String {
        withUnsafeBytes(of: storage) { bytes in
            let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
            return String(decoding: bytes[start..<108 + start].prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    var port: UInt16 {
        withUnsafeBytes(of: storage) { bytes in
            UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
        }
    }

    /// The address as the engine names it; an IPv4 address mapped to IPv6 as what it is.
    var peer: PeerAddress {
        withUnsafeBytes(of: storage) { bytes in
            switch Int32(storage.ss_family) {
            case AF_INET:
                let address = UInt32(bigEndian: bytes.load(fromByteOffset: 4, as: UInt32.self))
                return .ipv4(address, port: port)
            case AF_INET6:
                let high = UInt64(bigEndian: bytes.load(fromByteOffset: 8, as: UInt64.self))
                let low = UInt64(bigEndian: bytes.load(fromByteOffset: 16, as: UInt64.self))
                if high == 0, low >> 32 == 0xffff {
                    return .ipv4(UInt32(truncatingIfNeeded: low), port: port)
                }
                return .ipv6(high, low, port: port)
            default:
                return .unix
            }
        }
    }
}
