import ClinicAPI
import ClinicCore
import ClinicStore
import Foundation
import HTTP
import Logging

/// A library as commands that write reach it: through the server that runs on its directory, or else
/// opened here and asked in the same words. Who writes a command need not know which.
struct LocalLibrary {
    private let way: Way

    private enum Way {
        case door(Door)
        case own(Store, API)
    }

    /// Opens the library of that directory, which must hold one. It is closed by `close`.
    init(data: String) throws {
        if let door = Door(data: data) {
            way = .door(door)
            return
        }
        let directory = DataDirectory(path: data)
        guard FileManager.default.fileExists(atPath: directory.database) else {
            throw Failure(
                "\(data): there is no library; start the server once, or name its directory with --data"
            )
        }
        let store = try Failure.naming { () throws(StoreError) in try Store(directory) }
        let status = LibraryStatus()
        status.update { $0.isLoaded = true }
        let logger = Logger(label: "clinic") { _ in
            LineLogHandler(LogThreshold(.warning), isJSON: false)
        }
        way = .own(
            store,
            API(
                store: store, configuration: API.Configuration(version: Clinic.version),
                status: status, logger: logger))
    }

    /// Makes a request of the administrator's and reads the JSON of the answer; a problem is thrown in
    /// its own words.
    func ask(
        _ method: String, _ target: String, _ body: Value? = nil, expecting status: Int
    ) async throws -> Value {
        switch way {
        case .door(let door): return try door.ask(method, target, body, expecting: status)
        case .own(let store, let api):
            let response = try await Self.ask(api, method, target, body)
            return try Door.read(
                (response.status, response.bodyBytes), expecting: status,
                from: store.directory.path)
        }
    }

    /// Closes what was opened here.
    func close() {
        if case .own(let store, _) = way { store.close() }
    }

    private static func ask(
        _ api: API, _ method: String, _ target: String, _ body: Value?
    ) async throws -> Response {
        let bytes = body.map { JSONWriter.bytes($0) } ?? []
        let type = body == nil ? "" : "Content-Type: application/json\r\n"
        let head = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n\(type)\r\n"
        let answer = try RequestHead.withParsed(
            head, peer: .unix, requestID: UInt64.random(in: 0 ... .max)
        ) { api.localResponder.respond($0) }
        switch answer {
        case .ready(let response): return response
        case .later(_, let handler):
            return await withCheckedContinuation { continuation in
                handler(bytes, Reply { continuation.resume(returning: $0) })
            }
        }
    }
}
