import ClinicAPI
import ClinicCore
import ClinicStore
import Foundation
import HTTP
import Logging
import Synchronization
import Testing

/// A library in a temporary directory and the API over it, called without a socket.
final class Library: Sendable {
    let store: Store
    let api: API
    let status = LibraryStatus()
    /// What was logged.
    let log = CollectedLog()
    private let clock: Clock
    private let folder: DataDirectory

    /// 2026-11-22T10:00:00Z
    static let start = Date(timeIntervalSince1970: 1_795_341_600)

    /// A library with the package's own starter content, or an empty one.
    init(
        content: Bool = true, metrics: MetricsRegistry = MetricsRegistry(),
        change: (inout API.Configuration) -> Void = { _ in }
    ) throws {
        folder = try DataDirectory.temporary()
        store = try Store(folder, metrics: metrics)
        let clock = Clock()
        self.clock = clock
        var configuration = API.Configuration(version: "1.2.3")
        configuration.metrics = metrics
        configuration.now = { clock.now.withLock { $0 } }
        change(&configuration)
        api = API(
            store: store, configuration: configuration, status: status,
            logger: Logger(label: "test") { [log] _ in log.handler })
        if content {
            _ = try store.bringIn(
                ContentDirectory(path: Self.resources + "/content"), strict: true, now: Self.start)
        }
        status.update { $0.isLoaded = true }
    }

    deinit {
        store.close()
        folder.remove()
    }

    /// The folder of the library.
    var directory: DataDirectory { folder }

    private final class Clock: Sendable {
        let now = Mutex(Library.start)
    }

    /// Lets time pass.
    func setTime(_ date: Date) {
        clock.now.withLock { $0 = date }
    }

    /// The package's `Resources`.
    static let resources = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Resources").path

    /// Publishes a document given as JSON.
    func publish(
        _ type: DocumentType, _ slug: String, _ json: String, language: String = "en",
        action: Revision.Action = .publish, at: Date? = nil
    ) throws {
        let key = DocumentKey(
            type, try #require(Slug(slug)), try #require(LanguageTag(language)))
        let document = try Document.read(try JSONParser.parse(Array(json.utf8)), as: key)
        try store.append(
            Revision(
                key: key, action: action, origin: .editor, author: "test",
                at: at ?? clock.now.withLock { $0 }, document: document))
    }

    /// The response to a request for a target.
    func get(_ target: String, _ fields: String...) async throws -> Response {
        try await send("GET \(target)", fields)
    }

    /// The response to a request line without its version, and field lines.
    func send(
        _ line: String, _ fields: [String] = [], body: [UInt8] = [], to responder: Responder? = nil
    ) async throws -> Response {
        let lines = ["\(line) HTTP/1.1", "Host: test"] + fields + ["", ""]
        let now = clock.now.withLock {
            HTTPDate(secondsSinceEpoch: Int64($0.timeIntervalSince1970))
        }
        let answer = try RequestHead.withParsed(lines.joined(separator: "\r\n"), now: now) {
            (responder ?? api.responder).respond($0)
        }
        switch answer {
        case .ready(let response): return response
        case .later(_, let handler):
            return await withCheckedContinuation { continuation in
                handler(body, Reply { continuation.resume(returning: $0) })
            }
        }
    }

    /// The JSON of a response that must have that status.
    func json(_ target: String, _ fields: String..., status: Int = 200) async throws -> Value {
        let response = try await send("GET \(target)", fields)
        #expect(response.status == status, "\(target)")
        return try JSONParser.parse(response.bodyBytes)
    }
}

/// Gathers all that is logged, as text.
final class CollectedLog: Sendable {
    private let lines = Mutex("")

    var text: String { lines.withLock { $0 } }

    var handler: Handler { Handler(log: self) }

    struct Handler: LogHandler {
        let log: CollectedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.lines.withLock {
                $0 += "\(event.level) \(event.message) \(event.metadata ?? [:])\n"
            }
        }
    }
}

extension Response {
    /// The first pieces of a body that is pulled, as text.
    func pulled(pieces: Int) async -> String {
        guard let producer else { return "" }
        var text = ""
        for _ in 0..<pieces {
            let piece = await withCheckedContinuation { continuation in
                producer.next { continuation.resume(returning: $0) }
            }
            guard case .bytes(let bytes) = piece else { break }
            text += String(decoding: bytes, as: UTF8.self)
        }
        producer.cancel()
        return text
    }
}

extension Value {
    /// The value at a JSON pointer.
    subscript(at pointer: String) -> Value? {
        pointer.split(separator: "/").reduce(Optional(self)) { value, name in
            if case .array(let values)? = value, let index = Int(name) {
                return values.indices.contains(index) ? values[index] : nil
            }
            return value?[String(name)]
        }
    }

    /// The text at a JSON pointer.
    func text(_ pointer: String) -> String? {
        if case .string(let text)? = self[at: pointer] { text } else { nil }
    }

    /// The list at a JSON pointer; empty where there is none.
    func list(_ pointer: String) -> [Value] {
        if case .array(let values)? = self[at: pointer] { values } else { [] }
    }

    /// The whole number at a JSON pointer.
    func integer(_ pointer: String) -> Int? {
        if case .integer(let number)? = self[at: pointer] { number } else { nil }
    }

    /// The names of an object's members.
    var names: [String] {
        if case .object(let object) = self { object.members.map(\.name) } else { [] }
    }
}
