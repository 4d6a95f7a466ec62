import Foundation
import Glibc

/// Asks one question of a server: what health checks and commands need and no more.
struct HTTPClient {
    /// Where the server is.
    enum Endpoint {
        /// A host and a port.
        case tcp(host: String, port: String)
        /// A Unix socket.
        case unix(path: String)
    }

    let endpoint: Endpoint
    /// How the server is called in errors.
    let name: String
    /// Seconds to wait at most for each step.
    let timeout: Int
    /// Whether TLS is spoken. The certificate is not checked.
    var isSecure = false

    /// The answer to the question.
    struct Answer {
        let status: Int
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// Bytes of an answer at most.
    private static let answerLimit = 4 << 20

    /// Sends a request and reads the answer. `body` is JSON.
    func ask(_ method: String, _ target: String, body: [UInt8]? = nil) throws(Failure) -> Answer {
        let descriptor = try connected()
        defer { close(descriptor) }
        var head =
            "\(method) \(target) HTTP/1.1\r\nHost: \(authority)\r\nConnection: close\r\n"
            + "User-Agent: clinic\r\n"
        if let body {
            head += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n"
        }
        let request = Array((head + "\r\n").utf8) + (body ?? [])
        if isSecure {
            guard let channel = SecureChannel(descriptor) else {
                throw Failure("\(name): no TLS is spoken there, or the handshake failed")
            }
            return try answer(try exchange(request, send: channel.send, receive: channel.receive))
        }
        let bytes = try exchange(
            request,
            send: { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) },
            receive: { recv(descriptor, $0.baseAddress, $0.count, 0) })
        return try answer(bytes)
    }

    private func exchange(
        _ request: [UInt8], send: (UnsafeRawBufferPointer) -> Int,
        receive: (UnsafeMutableRawBufferPointer) -> Int
    ) throws(Failure) -> [UInt8] {
        let sent = request.withUnsafeBytes { send($0) }
        guard sent == request.count else { throw failure("cannot send") }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < Self.answerLimit {
            let count = buffer.withUnsafeMutableBytes { receive($0) }
            guard count >= 0 else { throw failure("no answer") }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    private func answer(_ bytes: [UInt8]) throws(Failure) -> Answer {
        let end = Array("\r\n\r\n".utf8)
        let heads = bytes.indices.first { bytes[$0...].starts(with: end) }
        let head = String(decoding: bytes[..<(heads ?? 0)], as: UTF8.self)
        let words = head.prefix { $0 != "\r\n" }.split(separator: " ")
        guard let heads, words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1])
        else { throw Failure("\(name): the answer is not HTTP") }
        return Answer(status: status, body: Array(bytes[(heads + end.count)...]))
    }

    private var authority: String {
        switch endpoint {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix: "localhost"
        }
    }

    private func connected() throws(Failure) -> Int32 {
        switch endpoint {
        case .tcp(let host, let port): try connected(host, port)
        case .unix(let path): try connected(path)
        }
    }

    private func connected(_ host: String, _ port: String) throws(Failure) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, port, &hints, &list) == 0 else {
            throw Failure("\(name): the host \(host) is unknown")
        }
        defer { freeaddrinfo(list) }
        var next = list
        while let address = next?.pointee {
            next = address.ai_next
            if let descriptor = open(address.ai_family, address.ai_addr, address.ai_addrlen) {
                return descriptor
            }
        }
        throw failure("nothing answers")
    }

    private func connected(_ path: String) throws(Failure) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw Failure("\(name): this path is longer than a socket's may be (107 bytes)")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                open(AF_UNIX, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard let descriptor else { throw failure("nothing answers") }
        return descriptor
    }

    /// A connected socket with its time limits; nil where the connection fails, with `errno` set.
    private func open(
        _ family: Int32, _ address: UnsafePointer<sockaddr>?, _ length: socklen_t
    ) -> Int32? {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else { return nil }
        var limit = timeval(tv_sec: timeout, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(
                descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        if connect(descriptor, address, length) == 0 { return descriptor }
        let code = errno
        close(descriptor)
        errno = code
        return nil
    }

    private func failure(_ what: String) -> Failure {
        let reason = errno == EAGAIN ? "time is up" : String(cString: strerror(errno))
        return Failure("\(name): \(what): \(reason)")
    }
}
