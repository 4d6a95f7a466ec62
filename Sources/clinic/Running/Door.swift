import ClinicCore
import ClinicStore
import Foundation

/// The way in to a server that runs on a data directory: its socket there.
struct Door {
    private let client: HTTPClient

    /// Nil where no server answers at the directory's socket.
    init?(data: String) {
        let socket = DataDirectory(path: data).socket
        guard FileManager.default.fileExists(atPath: socket) else { return nil }
        client = HTTPClient(endpoint: .unix(path: socket), name: socket, timeout: 30)
        guard (try? client.ask("GET", "/livez"))?.status == 200 else { return nil }
    }

    /// Asks the server and reads its JSON; a problem is thrown in the server's own words.
    func ask(
        _ method: String, _ target: String, _ body: Value?, expecting status: Int
    ) throws(Failure) -> Value {
        let answer = try client.ask(method, target, body: body.map { JSONWriter.bytes($0) })
        return try Self.read((answer.status, answer.body), expecting: status, from: client.name)
    }

    /// The JSON of an answer; a problem is thrown in its own words.
    static func read(
        _ answer: (status: Int, body: [UInt8]), expecting status: Int, from name: String
    ) throws(Failure) -> Value {
        let value = (try? JSONParser.parse(answer.body)) ?? .null
        guard answer.status == status else {
            if case .string(let detail)? = value["detail"] { throw Failure(detail) }
            throw Failure("\(name): the answer is \(answer.status)")
        }
        return value
    }
}
