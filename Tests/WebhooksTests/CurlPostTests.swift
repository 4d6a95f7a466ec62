import Foundation
import HTTP
import HTTPTypes
import Logging
import Synchronization
import Testing

@testable import HTTPServer
@testable import Webhooks

@Suite("Sending by libcurl", .timeLimit(.minutes(5)))
struct CurlPostTests {
    /// A server on a free port of this machine, and the paths that it was asked for.
    private final class Web: Sendable {
        final class Log: Sendable {
            let lines = Mutex<[String]>([])
            /// Replies that are kept, since one that is lost ends its connection.
            let held = Mutex<[Reply]>([])
        }

        let server: Server
        let port: UInt16
        let heads: Log

        /// A response of nil is never sent.
        init(_ respond: @escaping @Sendable (_ path: String, _ body: [UInt8]) -> Response?) throws {
            let heads = Log()
            self.heads = heads
            var configuration = ServerConfiguration(
                listen: [.tcp(host: "127.0.0.1", port: 0)], loops: 1)
            configuration.accessLog = nil
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            let responder = Responder { head in
                let names: [StaticString] = [
                    "content-type", "webhook-id", "user-agent", "expect", "accept", "authorization",
                ]
                let fields = names.compactMap { name in
                    head.fieldValue(name).map { "\(name)=\($0)" }
                }
                let path = head.pathText
                heads.lines.withLock {
                    $0.append(([head.method.rawValue, path] + fields).joined(separator: " "))
                }
                return .later(bodyLimit: 1 << 20) { body, reply in
                    if let response = respond(path, body) {
                        reply.send(response)
                    } else {
                        heads.held.withLock { $0.append(reply) }
                    }
                }
            } refuse: { _ in
                Response(status: 400, fields: [:], body: .none, route: "refused")
            }
            server = Server(configuration: configuration, responder: responder, logger: logger)
            port = try server.start().compactMap(\.port).first ?? 0
        }

        func stop() async {
            server.cut()
            await server.waitUntilStopped()
        }
    }

    private static let loopback = AddressRule(
        allowed: ["127.0.0.0/8", "::1"].compactMap { AddressRange($0) })

    private func post(
        _ url: String, rule: AddressRule = Self.loopback, activity: Activity = Activity(),
        limit: Int = 15_000
    ) -> PostOutcome {
        var curl = CurlPost(rule: rule, userAgent: "clinic/test", activity: activity)
        curl.timeLimit = limit
        return curl.send(
            PostRequest(
                url: url, fields: ["Content-Type: application/json", "webhook-id: m"],
                body: Array(#"{"a":1}"#.utf8)))
    }

    @Test("the request is a POST with its fields and its body, and any status is an answer")
    func statuses() async throws {
        let bodies = Mutex<[String]>([])
        let web = try Web { path, body in
            bodies.withLock { $0.append(String(decoding: body, as: UTF8.self)) }
            let status = Int(path.dropFirst()) ?? 200
            return Response(status: status, fields: [:], body: .none, route: "test")
        }
        for status in [200, 204, 299, 302, 404, 410, 500] {
            #expect(post("http://127.0.0.1:\(web.port)/\(status)") == .answered(status))
        }
        #expect(
            web.heads.lines.withLock { $0.first }
                == "POST /200 content-type=application/json webhook-id=m user-agent=clinic/test")
        #expect(bodies.withLock { Set($0) } == [#"{"a":1}"#])
        await web.stop()
    }

    @Test("a redirect is an answer like any other: it is not followed")
    func redirect() async throws {
        let web = try Web { path, _ in
            Response(status: 307, fields: [.location: "/next"], body: .none, route: "test")
        }
        #expect(post("http://127.0.0.1:\(web.port)/first") == .answered(307))
        #expect(web.heads.lines.withLock { $0.count } == 1)
        await web.stop()
    }

    @Test(
        "nothing is sent to an address that is not public, however it is written",
        arguments: [
            "127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "[::1]",
            "[::ffff:127.0.0.1]", "0.0.0.0", "[::]", "10.0.0.1", "172.16.0.1", "192.168.0.1",
            "169.254.169.254", "100.64.0.1", "[fe80::1]", "[fd00::1]", "224.0.0.1", "[ff02::1]",
            "255.255.255.255",
        ])
    func refused(host: String) async throws {
        let web = try Web { _, _ in
            Response(status: 200, fields: [:], body: .none, route: "test")
        }
        for scheme in ["http", "https"] {
            let outcome = post("\(scheme)://\(host):\(web.port)/", rule: AddressRule())
            guard case .failed(let reason) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(reason.contains("is not a public address"), "\(reason)")
        }
        #expect(web.heads.lines.withLock { $0.isEmpty })
        #expect(web.server.counters.accepted == 0)
        await web.stop()
    }

    @Test("a name that leads to an allowed address is connected")
    func allowedName() async throws {
        let web = try Web { _, _ in
            Response(status: 200, fields: [:], body: .none, route: "test")
        }
        #expect(post("http://localhost:\(web.port)/") == .answered(200))
        await web.stop()
    }

    @Test(
        "other protocols are not spoken",
        arguments: [
            "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "dict://127.0.0.1/",
        ])
    func protocols(url: String) {
        guard case .failed(let reason) = post(url) else {
            Issue.record("\(url) was spoken to")
            return
        }
        #expect(reason.contains("rotocol"), "\(reason)")
    }

    @Test("of a long response the status counts, and the rest is not read")
    func longResponse() async throws {
        let web = try Web { _, _ in
            Response(
                status: 201, fields: [:],
                body: .bytes([UInt8](repeating: 0x20, count: 8 << 20)), route: "test")
        }
        #expect(post("http://127.0.0.1:\(web.port)/") == .answered(201))
        await web.stop()
    }

    @Test("a receiver that says nothing fails when the time is up")
    func silence() async throws {
        let web = try Web { _, _ in nil }
        let start = ContinuousClock.now
        guard case .failed = post("http://127.0.0.1:\(web.port)/", limit: 300) else {
            Issue.record("there was an answer")
            return
        }
        #expect(ContinuousClock.now - start >= .milliseconds(290))
        await web.stop()
    }

    @Test("a stop cuts what is under way")
    func cut() async throws {
        let web = try Web { _, _ in nil }
        let activity = Activity()
        let queue = DispatchQueue(label: "test")
        queue.asyncAfter(deadline: .now() + .milliseconds(50)) { activity.cutOff() }
        #expect(post("http://127.0.0.1:\(web.port)/", activity: activity) == .cut)
        await web.stop()
    }
}
