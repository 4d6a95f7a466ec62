import Foundation

/// A library opened for reading alone, without the lock: for commands that run beside the server.
public final class ReadOnlyLibrary: Sendable {
    let reader: Reader
    private let file: String

    /// Opens the library of that directory, which must hold one.
    public init(_ directory: DataDirectory) throws(StoreError) {
        file = directory.database
        guard FileManager.default.fileExists(atPath: file) else {
            throw .database("\(file): there is no library; choose its directory with --data")
        }
        do {
            reader = try Reader(file: file)
        } catch {
            throw StoreError(error, file: file)
        }
    }

    /// Reads in one transaction and waits for the result.
    public func read<Result>(_ body: (LibraryView) throws -> Result) throws(StoreError) -> Result {
        do {
            return try reader.read(body)
        } catch {
            throw StoreError(error, file: file)
        }
    }
}
