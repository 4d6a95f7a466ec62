import GRDB

/// Why the store could not do what was asked. The text is for the person who runs the server: it
/// names the file and says how to mend it.
public enum StoreError: Error, Sendable, CustomStringConvertible {
    /// The data directory cannot be used: what, where, why.
    case directory(String)
    /// Another process has the data directory.
    case locked(String)
    /// The database file is missing, damaged, foreign or of a newer version: what to do about it.
    case database(String)
    /// More reads are waiting than may; try again in a moment.
    case overloaded
    /// A query took longer than it may and was stopped.
    case timeLimit
    /// The disk is full: nothing was written.
    case diskFull(String)
    /// What the content files have wrong, all of it.
    case content([FileFinding])

    /// One line, or one for each finding.
    public var description: String {
        switch self {
        case .directory(let text), .locked(let text), .database(let text), .diskFull(let text):
            text
        case .overloaded: "too many reads are waiting"
        case .timeLimit: "a query took too long and was stopped"
        case .content(let findings): findings.map(\.description).joined(separator: "\n")
        }
    }
}

extension StoreError {
    /// What an error of SQLite on that file means for the person who runs the server.
    init(_ error: any Error, file: String) {
        if let known = error as? StoreError {
            self = known
            return
        }
        guard let error = error as? DatabaseError else {
            self = .database("\(file): \(error)")
            return
        }
        switch error.resultCode {
        case .SQLITE_NOTADB:
            self = .database(
                "\(file) is not a clinic database; choose another data directory or restore a backup"
            )
        case .SQLITE_CORRUPT:
            self = .database("\(file) is damaged; restore a backup (\(error.message ?? "corrupt"))")
        case .SQLITE_READONLY, .SQLITE_PERM:
            self = .database("\(file) cannot be written; mend its permissions or its file system")
        case .SQLITE_CANTOPEN:
            self = .database("\(file) cannot be opened; check that it exists and may be read")
        case .SQLITE_FULL:
            self = .diskFull("\(file): the disk is full; nothing was written")
        case .SQLITE_INTERRUPT:
            self = .timeLimit
        case .SQLITE_BUSY:
            self = .locked("\(file) is locked by another program; close it and try again")
        case .SQLITE_IOERR:
            self = .database(
                "\(file): reading or writing failed (\(error.message ?? "I/O error")); check the disk"
            )
        default:
            self = .database("\(file): \(error.message ?? error.resultCode.description)")
        }
    }
}
