import ClinicAPI
import ClinicCore
import ClinicStore
import HTTP
import Testing

/// An editor with a token, who calls the API of a library without a socket.
struct Editor {
    let library: Library
    let token: String

    init(_ library: Library, _ scopes: Scope...) async throws {
        self.library = library
        let audit = AuditEntry(actor: "test", action: "create token", at: Library.start)
        let result = await withCheckedContinuation { continuation in
            library.store.createToken(
                name: "editor", scopes: scopes.isEmpty ? [.admin] : scopes, expiresAt: nil,
                audit: audit
            ) { continuation.resume(returning: $0) }
        }
        token = try result.get().text
    }

    /// Sends a request with the token and a body.
    func send(
        _ line: String, _ body: String = "", _ fields: String..., as type: String? = nil
    ) async throws -> Response {
        var all = fields + ["Authorization: Bearer \(token)", "Content-Length: \(body.utf8.count)"]
        let isPatch = line.hasPrefix("PATCH")
        if !body.isEmpty {
            all.append(
                "Content-Type: "
                    + (type ?? (isPatch ? "application/merge-patch+json" : "application/json")))
        }
        return try await library.send(line, all, body: Array(body.utf8))
    }

    /// The JSON of the answer, which must have that status.
    func json(
        _ line: String, _ body: String = "", _ field: String? = nil, status: Int = 200
    ) async throws -> Value {
        let response =
            if let field { try await send(line, body, field) } else { try await send(line, body) }
        #expect(
            response.status == status,
            "\(line): \(String(decoding: response.bodyBytes, as: UTF8.self))")
        return response.bodyLength == 0 ? .null : try JSONParser.parse(response.bodyBytes)
    }

    /// Saves a new document and publishes it.
    func create(_ path: String, _ json: String) async throws {
        _ = try await self.json("PUT \(path)", json, "If-None-Match: *", status: 201)
        _ = try await self.json("POST \(path)/publish", "", "If-Match: \"1\"")
    }
}
