import Foundation
import Glibc

/// Asks one question of a server on a plain socket: what a health check needs and no more.
struct ProbeClient {
    private let url: String
    private let host: String
    private let port: String
    private let target: String
    private let timeout: Int

    /// The answer to the question.
    struct Answer {
        let status: Int
        let body: String
    }

    init(url: String, timeout: Int) throws(Failure) {
        guard let parts = URLComponents(string: url), parts.scheme == "http",
            let host = parts.host, !host.isEmpty
        else {
            throw Failure(
                "\(url): this is not an http address such as http://127.0.0.1:8080/readyz")
        }
        self.url = url
        self.host = host.trimmingCharacters(in: ["[", "]"])
        self.timeout = timeout
        port = String(parts.port ?? 80)
        let path = parts.percentEncodedPath
        let query = parts.percentEncodedQuery.map { "?" + $0 } ?? ""
        target = (path.isEmpty || path == "/" ? "/readyz" : path) + query
    }

    /// Sends `GET` and reads the answer, at most 64 KiB of it.
    func ask() throws(Failure) -> Answer {
        let descriptor = try connected()
        defer { close(descriptor) }
        let authority = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        let request =
            "GET \(target) HTTP/1.1\r\nHost: \(authority)\r\nConnection: close\r\n"
            + "User-Agent: clinic-health\r\n\r\n"
        let sent = request.withCString { send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
        guard sent == request.utf8.count else { throw failure("cannot send") }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < 65_536 {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count >= 0 else { throw failure("no answer") }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let words = text.prefix { $0 != "\r\n" }.split(separator: " ")
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
            throw Failure("\(url): the answer is not HTTP")
        }
        return Answer(
            status: status,
            body: text.range(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? "")
    }

    private func connected() throws(Failure) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, port, &hints, &list) == 0 else {
            throw Failure("\(url): the host \(host) is unknown")
        }
        defer { freeaddrinfo(list) }
        var next = list
        while let address = next?.pointee {
            next = address.ai_next
            let descriptor = socket(
                address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { continue }
            var limit = timeval(tv_sec: timeout, tv_usec: 0)
            for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
                setsockopt(
                    descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
            }
            if connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return descriptor }
            let code = errno
            close(descriptor)
            errno = code
        }
        throw failure("nothing answers")
    }

    private func failure(_ what: String) -> Failure {
        let reason = errno == EAGAIN ? "time is up" : String(cString: strerror(errno))
        return Failure("\(url): \(what): \(reason)")
    }
}
