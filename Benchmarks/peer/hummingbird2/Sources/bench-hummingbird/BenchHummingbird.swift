import Foundation
import Hummingbird
import NIOCore
import NIOPosix

/// Answers clinic's article as Hummingbird does it best: bodies ready in memory, one event loop, which
/// also runs the handlers, so that no request changes threads.
///
///     bench-hummingbird PORT FOLDER
@main
enum BenchHummingbird {
    /// Not asynchronous: the executor has to be in place before the first task.
    static func main() {
        NIOSingletons.groupLoopCountSuggestion = 1
        guard
            NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
        else { fatalError("the event loop cannot run the tasks") }
        Task {
            try await serve()
            exit(0)
        }
        dispatchMain()
    }

    private static func serve() async throws {
        let port = Int(CommandLine.arguments[1]) ?? 0
        let folder = URL(fileURLWithPath: CommandLine.arguments[2])
        let plain = try body("plain.body", in: folder)
        let compressed = try body("gzip.body", in: folder)
        let plainFields = fields(etag: "\"plain\"")
        var compressedFields = fields(etag: "\"gzip\"")
        compressedFields[.contentEncoding] = "gzip"

        let router = Router()
        router.get("/v1/conditions/back-spasm") { [compressedFields] request, _ -> Response in
            if let tag = request.headers[.ifNoneMatch], tag == plainFields[.eTag] {
                return Response(status: .notModified, headers: plainFields)
            }
            if request.headers[.acceptEncoding]?.contains("gzip") == true {
                return Response(
                    status: .ok, headers: compressedFields, body: .init(byteBuffer: compressed))
            }
            return Response(status: .ok, headers: plainFields, body: .init(byteBuffer: plain))
        }
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: port), backlog: 4096),
            eventLoopGroupProvider: .singleton)
        try await application.runService()
    }

    private static func body(_ name: String, in folder: URL) throws -> ByteBuffer {
        ByteBuffer(bytes: try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    private static func fields(etag: String) -> HTTPFields {
        [
            .contentType: "application/json",
            .eTag: etag,
            .cacheControl: "public, max-age=60, must-revalidate",
            .vary: "Accept, Accept-Encoding",
        ]
    }
}
