import Gzip
import HTTP
import Testing

@testable import HTTPServer

@Suite("Server over sockets", .timeLimit(.minutes(5)))
struct ServerTests {
    @Test("A connection is kept for one request after another")
    func keepAlive() async throws {
        try await withServer { running in
            let client = try running.client()
            for _ in 0..<3 {
                client.send(get)
                let response = try #require(client.responses(1).first)
                #expect(response.status == 200)
                #expect(response.body == Array("ok\n".utf8))
                #expect(response.value("Date") != nil)
                #expect(response.value("X-Request-Id")?.count == 16)
                #expect(response.value("Connection") == nil)
            }
            #expect(running.server.counters.accepted == 1)
            #expect(running.server.counters.responses == 3)
        }
    }

    @Test("Pipelined requests are answered in order, more of them than are written together")
    func pipeline() async throws {
        try await withServer { running in
            let client = try running.client()
            let missing = "GET /nope HTTP/1.1\r\nHost: x\r\n\r\n"
            let later = "GET /later HTTP/1.1\r\nHost: x\r\n\r\n"
            client.send(String(repeating: get + missing + later, count: 20))
            let statuses = client.responses(60).map(\.status)
            #expect(statuses == Array(repeating: [200, 404, 200], count: 20).flatMap { $0 })
        }
    }

    @Test("A request split at any byte is answered as a whole one is")
    func split() async throws {
        try await withServer { running in
            let client = try running.client()
            let request = Array(
                "PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc".utf8)
            for end in 1..<request.count {
                client.send(Array(request[..<end]))
                client.send(Array(request[end...]))
                #expect(client.responses(1).first?.body == Array("abc".utf8))
            }
        }
    }

    @Test("HEAD is answered with the head of GET")
    func head() async throws {
        try await withServer { running in
            let client = try running.client()
            client.send("HEAD /v1/conditions HTTP/1.1\r\nHost: x\r\n\r\n")
            let head = try #require(client.responses(1, toHead: true).first)
            client.send("GET /v1/conditions HTTP/1.1\r\nHost: x\r\n\r\n")
            let get = try #require(client.responses(1).first)
            #expect(head.value("Content-Length") == String(get.body.count))
            #expect(head.value("ETag") == get.value("ETag"))
        }
    }

    @Test(
        "A body arrives whole",
        arguments: [
            ("Content-Length: 5\r\n\r\nhello", "hello"),
            ("Content-Length: 0\r\n\r\n", ""),
            (
                "Transfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nT: 1\r\n\r\n",
                "hello"
            ),
        ])
    func body(rest: String, expected: String) async throws {
        try await withServer { running in
            let client = try running.client()
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\n\(rest)\(get)")
            let responses = client.responses(2)
            #expect(responses.map(\.status) == [200, 200])
            #expect(responses.first?.body == Array(expected.utf8))
        }
    }

    @Test("A body at the limit is taken; one past it is refused before it is read")
    func bodyLimit() async throws {
        try await withServer { running in
            let most = 1024 * 1024
            let client = try running.client()
            client.send("PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: \(most)\r\n\r\n")
            client.send([UInt8](repeating: 0x61, count: most))
            #expect(client.responses(1).first?.body.count == most)
            client.send("PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: \(most + 1)\r\n\r\n")
            let refusal = client.responses(1).first
            #expect(refusal?.status == 413)
            #expect(refusal?.value("Connection") == "close")
            #expect(running.server.counters.refused == 1)
        }
    }

    @Test("A client that expects 100 Continue is told to go on, or is refused at once")
    func expectation() async throws {
        try await withServer { running in
            let client = try running.client()
            let head = "PUT /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
            client.send(head + "Content-Length: 5\r\n\r\n")
            client.receive { $0.count >= 25 }
            #expect(client.text == "HTTP/1.1 100 Continue\r\n\r\n")
            client.send("hello")
            let responses = client.responses(2)
            #expect(responses.last?.body == Array("hello".utf8))
            client.send(head + "Content-Length: 99999999\r\n\r\n")
            #expect(client.responses(1).first?.status == 413)
        }
    }

    @Test("A stream is chunked on HTTP/1.1, and ends with the connection on HTTP/1.0")
    func stream() async throws {
        try await withServer { running in
            let client = try running.client()
            client.send("GET /stream?3 HTTP/1.1\r\nHost: x\r\n\r\n")
            client.receive { $0.suffix(7) == Array("\r\n0\r\n\r\n".utf8)[...] }
            #expect(client.text.contains("\r\nTransfer-Encoding: chunked\r\n"))
            #expect(client.text.contains("\r\n2710\r\n~~~"))
            #expect(client.received.filter { $0 == 0x7e }.count == 30_000)

            let old = try running.client()
            old.send("GET /stream?3 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(old.receiveToEnd() == .closed)
            #expect(!old.text.contains("Transfer-Encoding"))
            #expect(old.text.contains("\r\nConnection: close\r\n"))
            #expect(old.received.filter { $0 == 0x7e }.count >= 30_000)
        }
    }

    @Test("After a stream the connection serves on")
    func afterStream() async throws {
        try await withServer { running in
            let client = try running.client()
            client.send("GET /stream?20 HTTP/1.1\r\nHost: x\r\n\r\n" + get)
            let end = client.receive { $0.suffix(3) == Array("ok\n".utf8)[...] }
            #expect(end == .enough)
        }
    }

    @Test("A client that has shut its side is still answered")
    func halfClose() async throws {
        try await withServer { running in
            for path in ["/livez", "/later?20", "/stream?3"] {
                let client = try running.client()
                client.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
                client.shutdownWrite()
                #expect(client.receiveToEnd() == .closed)
                #expect(client.text.hasPrefix("HTTP/1.1 200 OK"))
            }
            let partial = try running.client()
            partial.send("GET /livez HTTP/1.1\r\nHos")
            partial.shutdownWrite()
            #expect(partial.receiveToEnd() == .closed)
            #expect(partial.received.isEmpty)
        }
    }

    @Test("A reset in every state harms nobody else")
    func resets() async throws {
        try await withServer { running in
            for request in [
                "", "GET /li", get, "PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab",
                "GET /never HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /endless HTTP/1.1\r\nHost: x\r\n\r\n",
                "BAD\r\n\r\n", "GET /later?50 HTTP/1.1\r\nHost: x\r\n\r\n",
            ] {
                let client = try running.client()
                client.send(request)
                client.reset()
            }
            let client = try running.client()
            client.send(get)
            #expect(client.responses(1).first?.status == 200)
        }
    }

    @Test("A handler that loses its reply costs its client the connection, and no more")
    func lostReply() async throws {
        try await withServer { running in
            let client = try running.client()
            client.send("GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.receiveToEnd() == .closed)
        }
    }

    @Test("The answer to a bad request reaches a client that goes on sending")
    func linger() async throws {
        try await withServer { running in
            let client = try running.client()
            client.send("GET /livez HTTP/1.1\r\nHost: x\r\nA: ")
            client.send([UInt8](repeating: 0x61, count: 3_000_000))
            #expect(client.responses(1).first?.status == 431)
        }
    }

    @Test("A last answer reaches a client that has sent on before it was made")
    func lastAnswer() async throws {
        try await withServer { running in
            let client = try running.client()
            client.send("GET /later?200 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            try await Task.sleep(for: .milliseconds(50))
            client.send("\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
            // Its end comes as an end, not as a reset.
            #expect(client.receiveToEnd() == .closed)
            #expect(client.text.hasPrefix("HTTP/1.1 200 OK"))
            #expect(client.text.ranges(of: "HTTP/1.1 ").count == 1)
        }
    }

    @Test("Several loops serve one port")
    func loops() async throws {
        try await withServer(loops: 3) { running in
            #expect(running.bound.count == 1)
            for _ in 0..<20 {
                let client = try running.client()
                client.send(get)
                #expect(client.responses(1).first?.status == 200)
            }
            #expect(running.server.counters.accepted == 20)
        }
    }
}
