import Foundation
import Glibc

/// The folder that holds a library: the database, and a lock file that one process at a time has.
public struct DataDirectory: Sendable {
    /// The folder.
    public let path: String

    /// The database file.
    public var database: String { path + "/clinic.sqlite" }

    /// The socket by which commands reach the server that has the directory.
    public var socket: String { path + "/clinic.sock" }

    /// Whether the socket's path is longer than the system allows (`sun_path` of unix(7)).
    public var hasTooLongSocket: Bool { socket.utf8.count > Self.longestSocketPath }

    /// Bytes of a socket's path at most.
    public static let longestSocketPath = 107

    private var lockFile: String { path + "/clinic.lock" }

    /// A folder that may or may not exist yet.
    public init(path: String) {
        self.path = path
    }

    /// A new private folder below the system's temporary one, which `remove` takes away again.
    public static func temporary() throws(StoreError) -> DataDirectory {
        let base = FileManager.default.temporaryDirectory.path
        var template = Array((base + "/clinic-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw .directory("\(base): no temporary folder can be made: \(Self.reason(errno))")
        }
        let end = template.firstIndex(of: 0) ?? template.endIndex
        return DataDirectory(
            path: String(decoding: template[..<end].map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    /// Takes the folder and all in it away.
    public func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Makes the folder if it is missing and takes the lock, which lasts as long as the result.
    func lock() throws(StoreError) -> Lock {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw .directory(
                "\(path): this data directory cannot be made: \(Self.reason(error)); "
                    + "choose another with --data")
        }
        let descriptor = open(lockFile, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .directory(
                "\(path): this data directory cannot be written: \(Self.reason(errno)); "
                    + "mend its permissions or choose another with --data")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            guard code == EWOULDBLOCK else {
                throw .directory("\(lockFile): cannot be locked: \(Self.reason(code))")
            }
            throw .locked(
                "\(path): another clinic process uses this data directory; "
                    + (hasTooLongSocket
                        ? "commands cannot reach it, because the path of its socket has more than "
                            + "\(Self.longestSocketPath) bytes (\(socket)); "
                        : "")
                    + "stop it, or choose another with --data")
        }
        return Lock(descriptor: descriptor)
    }

    /// Refuses a folder that has held a library whose database is gone or empty, so that a lost
    /// library is never replaced by a fresh one without a word. Returns whether it is new.
    func checkDatabase(lock: borrowing Lock) throws(StoreError) -> Bool {
        let size = try? FileManager.default.attributesOfItem(atPath: database)[.size] as? Int
        guard let size else {
            guard !lock.hasHeldLibrary else {
                throw .database(
                    "\(database) is missing, but this directory has held a library; restore a "
                        + "backup, or remove \(lockFile) to begin with an empty one")
            }
            return true
        }
        guard size > 0 || !lock.hasHeldLibrary else {
            throw .database(
                "\(database) is empty, but this directory has held a library; restore a backup, "
                    + "or remove both it and \(lockFile) to begin with an empty one")
        }
        return size == 0
    }

    /// Makes an empty file that its owner alone may read: SQLite gives the files beside a database
    /// the same mode. With `isNew`, it must not be there yet.
    static func makePrivateFile(_ path: String, isNew: Bool = false) throws(StoreError) {
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | (isNew ? O_EXCL : 0)
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST
                ? .directory("\(path): this file exists already; choose another name")
                : .directory("\(path): this file cannot be made: \(reason(errno))")
        }
        close(descriptor)
    }

    /// The lock on a data directory; given back when the value ends.
    struct Lock: ~Copyable, Sendable {
        private let descriptor: Int32

        fileprivate init(descriptor: Int32) {
            self.descriptor = descriptor
        }

        /// Whether a library was complete here once: the file is marked then.
        var hasHeldLibrary: Bool { lseek(descriptor, 0, SEEK_END) > 0 }

        /// Marks the directory as one that holds a library.
        func mark() {
            guard !hasHeldLibrary else { return }
            let text =
                "This directory holds a clinic library. Keep this file beside the database.\n"
            _ = text.withCString { write(descriptor, $0, strlen($0)) }
        }

        deinit { close(descriptor) }
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

    private static func reason(_ error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        if let underlying, underlying.domain == NSPOSIXErrorDomain {
            return reason(Int32(underlying.code))
        }
        return error.localizedDescription
    }
}
