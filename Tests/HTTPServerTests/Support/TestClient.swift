import CLinux
import Glibc

/// A client of raw bytes over a blocking socket, with a limit on every wait.
final class TestClient {
    private let descriptor: Int32
    private(set) var received: [UInt8] = []

    /// How a wait for bytes ended.
    enum End: Equatable {
        case enough
        case closed
        case reset
        case timedOut
    }

    /// Connects to a port of this machine.
    init(port: UInt16, receiveBuffer: Int32? = nil, seconds: Int = 10) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if let receiveBuffer { set(SO_RCVBUF, receiveBuffer) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let status = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try prepare(status, seconds: seconds)
    }

    /// Connects to a Unix socket.
    init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let status = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try prepare(status, seconds: 10)
    }

    deinit {
        close(descriptor)
    }

    private func prepare(_ status: Int32, seconds: Int) throws {
        guard status == 0 else { throw ConnectError(code: errno) }
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }

    struct ConnectError: Error {
        let code: Int32
    }

    private func set(_ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, SOL_SOCKET, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Sends all; false where the server has closed meanwhile.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool {
        send(Array(text.utf8))
    }

    /// Shuts the side of the client.
    func shutdownWrite() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Closes by a reset.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Receives until a condition holds, the server closes, or time is up.
    @discardableResult
    func receive(until isEnough: ([UInt8]) -> Bool) -> End {
        var room = [UInt8](repeating: 0, count: 64 * 1024)
        while !isEnough(received) {
            let count = recv(descriptor, &room, room.count, 0)
            if count == 0 { return .closed }
            if count < 0 { return errno == EAGAIN ? .timedOut : .reset }
            received += room[..<count]
        }
        return .enough
    }

    /// Receives all there is until the server closes.
    @discardableResult
    func receiveToEnd() -> End {
        receive { _ in false }
    }

    /// Receives whole responses that tell their length, and gives them back.
    func responses(_ count: Int, toHead isHead: Bool = false) -> [TestResponse] {
        var responses: [TestResponse] = []
        receive { bytes in
            responses = TestResponse.parse(bytes, toHead: isHead)
            return responses.count >= count
        }
        received = []
        return responses
    }

    var text: String { String(decoding: received, as: UTF8.self) }
}
