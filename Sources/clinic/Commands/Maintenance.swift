import ArgumentParser
import ClinicStore

/// `clinic verify`
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a library: the database, the log's hashes, and what was made of the log.",
        discussion: """
            Reads only, and may run beside the server. Prints each fault and ends with status 1 if \
            there is any.
            """)

    @Option(help: "The data directory.")
    var data = "data"

    func run() throws {
        let check = try Failure.naming { () throws(StoreError) in
            try LibraryCheck(DataDirectory(path: data))
        }
        for fault in check.faults { print(fault) }
        guard check.faults.isEmpty else {
            throw Failure("\(data): \(check.faults.count) faults in \(check.revisions) revisions")
        }
        print("\(data): \(check.revisions) revisions, no faults")
    }
}

/// `clinic rebuild`
struct Rebuild: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make everything that follows from the log again.",
        discussion: """
            Covers published documents, links, terms, codes, the change feed and former slugs. \
            Tokens, webhooks, the audit log and idempotency keys are no part of the log and stay \
            as they are. The server must not run.
            """)

    @Option(help: "The data directory.")
    var data = "data"

    func run() throws {
        try Failure.naming { () throws(StoreError) in
            let store = try Store(DataDirectory(path: data))
            try store.rebuild()
            store.close()
        }
    }
}

/// `clinic compact`
struct Compact: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give back the space that deleted rows leave in the database file.",
        discussion: """
            Nothing is taken out: neither revisions nor tokens, webhooks, the audit log and \
            idempotency keys. The server must not run.
            """)

    @Option(help: "The data directory.")
    var data = "data"

    func run() throws {
        try Failure.naming { () throws(StoreError) in
            let store = try Store(DataDirectory(path: data))
            try store.compact()
            store.close()
        }
    }
}

/// `clinic backup`
struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the whole library to one file, also while the server runs.",
        discussion: """
            The copy is of one instant and holds everything: drafts, history, tokens (without their \
            secrets), webhooks with their secrets, the audit log and idempotency keys. So keep it as \
            safe as the library itself. Content files are not in it.
            """)

    @Argument(help: "The file to write; it must not exist yet.")
    var file: String

    @Option(help: "The data directory.")
    var data = "data"

    func run() throws {
        try Failure.naming { () throws(StoreError) in
            try ReadOnlyLibrary(DataDirectory(path: data)).backUp(to: file)
        }
    }
}

/// `clinic restore`
struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a data directory of a backup.",
        discussion: """
            The directory must not hold a library yet; nothing is overwritten. Its webhooks come with \
            it: a copy that is served tells their receivers of its changes, until clinic webhook \
            remove takes them away.
            """)

    @Argument(help: "A file that clinic backup wrote.")
    var file: String

    @Option(help: "The data directory.")
    var data = "data"

    func run() throws {
        try Failure.naming { () throws(StoreError) in
            try DataDirectory(path: data).restore(from: file)
        }
    }
}
