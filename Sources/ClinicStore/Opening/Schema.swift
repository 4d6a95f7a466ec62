import GRDB

/// The tables, version by version. What is published is never edited in place: a new version is a
/// new migration.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 revision log and projections") { db in
            try db.execute(sql: log)
            try db.execute(sql: projections)
            try db.execute(sql: operations)
        }
        migrator.registerMigration("webhooks") { db in
            try db.execute(sql: webhooks)
        }
        return migrator
    }

    /// The truth: append only, each row bound to the one before it by its hash.
    private static let log = """
        CREATE TABLE revision (
            sequence   INTEGER PRIMARY KEY, -- place in the log, from 1 without gaps
            type       TEXT NOT NULL,
            slug       TEXT NOT NULL,
            language   TEXT NOT NULL,
            number     INTEGER NOT NULL,    -- of this document, from 1 without gaps
            action     TEXT NOT NULL,       -- Revision.Action
            origin     TEXT NOT NULL,       -- file, editor
            author     TEXT NOT NULL,
            reason     TEXT,
            detail     TEXT,                -- JSON: what belongs to the action
            at         INTEGER NOT NULL,    -- milliseconds since 1970
            file       TEXT,                -- path of the content file, where origin is file
            fileDigest BLOB,                -- SHA-256 of that file
            document   BLOB NOT NULL,       -- JSON, as the author would write it
            digest     BLOB NOT NULL,       -- SHA-256 of document
            previous   BLOB NOT NULL,       -- hash of the row before
            hash       BLOB NOT NULL,       -- SHA-256 over all of the above
            UNIQUE (type, slug, language, number)
        ) STRICT;
        """

    /// What the log amounts to; `Projector` can make all of it again.
    private static let projections = """
        CREATE TABLE document (
            id        INTEGER PRIMARY KEY,
            type      TEXT NOT NULL,
            slug      TEXT NOT NULL,
            language  TEXT NOT NULL,
            head      INTEGER NOT NULL,     -- sequence of the latest revision
            published INTEGER,              -- sequence of the public revision
            draft     INTEGER,              -- sequence of a draft newer than that
            withdrawn INTEGER,              -- sequence of the withdrawal, where that is its state
            publishAt INTEGER,              -- when the draft is to be published, if scheduled
            expireAt  INTEGER,              -- when the public revision is to be withdrawn, if so
            UNIQUE (type, slug, language)
        ) STRICT;

        CREATE INDEX documentByPublishAt ON document (publishAt) WHERE publishAt IS NOT NULL;
        CREATE INDEX documentByExpireAt ON document (expireAt) WHERE expireAt IS NOT NULL;

        CREATE TABLE alias (
            type     TEXT NOT NULL,
            slug     TEXT NOT NULL,         -- the old one
            language TEXT NOT NULL,
            target   TEXT NOT NULL,         -- the new one
            PRIMARY KEY (type, slug, language)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE published (
            id           INTEGER PRIMARY KEY REFERENCES document (id),
            type         TEXT NOT NULL,
            slug         TEXT NOT NULL,
            language     TEXT NOT NULL,
            name         TEXT NOT NULL,
            sortKey      TEXT NOT NULL,     -- the name without capitals and accents
            letter       TEXT NOT NULL,     -- its first letter, or #
            summary      TEXT NOT NULL,
            kind         TEXT,              -- of a treatment
            number       INTEGER NOT NULL,
            publishedAt  INTEGER NOT NULL,  -- first, milliseconds since 1970
            updatedAt    INTEGER NOT NULL,
            nextReview   TEXT,              -- a day; null where unreviewed
            content      BLOB NOT NULL      -- JSON, as in the log
        ) STRICT;
        CREATE UNIQUE INDEX publishedByKey ON published (type, slug, language);
        CREATE INDEX publishedByName ON published (type, language, sortKey, slug);
        CREATE INDEX publishedByUpdate ON published (type, language, updatedAt, slug);
        CREATE INDEX publishedByReview ON published (type, language, nextReview, slug);

        CREATE TABLE link (
            source     INTEGER NOT NULL REFERENCES published (id) ON DELETE CASCADE,
            position   INTEGER NOT NULL,
            role       TEXT NOT NULL,
            targetType TEXT NOT NULL,
            targetSlug TEXT NOT NULL,
            note       TEXT,
            PRIMARY KEY (source, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX linkByTarget ON link (targetType, targetSlug, role);

        CREATE TABLE term (
            vocabulary TEXT NOT NULL,
            term       TEXT NOT NULL,
            document   INTEGER NOT NULL REFERENCES published (id) ON DELETE CASCADE,
            PRIMARY KEY (vocabulary, term, document)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX termByDocument ON term (document);

        CREATE TABLE code (
            system   TEXT NOT NULL,
            code     TEXT NOT NULL,
            document INTEGER NOT NULL REFERENCES published (id) ON DELETE CASCADE,
            PRIMARY KEY (system, code, document)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX codeByDocument ON code (document);

        CREATE TABLE change (
            number   INTEGER PRIMARY KEY,   -- the public counter, from 1 without gaps
            sequence INTEGER NOT NULL,
            type     TEXT NOT NULL,
            slug     TEXT NOT NULL,
            language TEXT NOT NULL,
            change   TEXT NOT NULL,         -- published, updated, withdrawn, deleted
            at       INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE file (
            path     TEXT PRIMARY KEY,
            digest   BLOB NOT NULL,
            document INTEGER NOT NULL REFERENCES document (id),
            sequence INTEGER NOT NULL       -- the revision that it became
        ) STRICT, WITHOUT ROWID;
        """

    /// What is no projection: it is kept as it was written, and `rebuild` leaves it alone.
    private static let operations = """
        CREATE TABLE token (
            id         TEXT PRIMARY KEY,
            name       TEXT NOT NULL,
            hash       BLOB NOT NULL,       -- SHA-256 of the secret part
            scopes     TEXT NOT NULL,       -- separated by spaces
            createdAt  INTEGER NOT NULL,    -- milliseconds since 1970, as below
            expiresAt  INTEGER,
            lastUsedAt INTEGER,
            revokedAt  INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE audit (
            id        INTEGER PRIMARY KEY,
            at        INTEGER NOT NULL,
            actor     TEXT NOT NULL,        -- the token's name
            token     TEXT,                 -- its id
            action    TEXT NOT NULL,
            type      TEXT,
            slug      TEXT,
            language  TEXT,
            number    INTEGER,              -- of the revision that it made
            peer      TEXT,
            requestID TEXT,
            outcome   TEXT NOT NULL
        ) STRICT;

        CREATE TABLE idempotency (
            token  TEXT NOT NULL,
            key    TEXT NOT NULL,
            digest BLOB NOT NULL,           -- SHA-256 of method, target and body
            status INTEGER NOT NULL,
            revision INTEGER,
            body   BLOB NOT NULL,
            at     INTEGER NOT NULL,
            PRIMARY KEY (token, key)
        ) STRICT, WITHOUT ROWID;
        """

    /// Who is told of public changes. No projection either.
    private static let webhooks = """
        CREATE TABLE webhook (
            id             TEXT PRIMARY KEY,
            name           TEXT,
            url            TEXT NOT NULL,
            events         TEXT NOT NULL,   -- WebhookEvent, separated by spaces
            secret         BLOB NOT NULL,   -- the key itself: signing needs it
            createdAt      INTEGER NOT NULL, -- milliseconds since 1970, as below
            position       INTEGER NOT NULL, -- the last change that it was told of
            failures       INTEGER NOT NULL DEFAULT 0, -- since the last success
            failingSince   INTEGER,
            retryAt        INTEGER,
            disabledAt     INTEGER,
            disabledReason TEXT
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE webhookDelivery (
            line     INTEGER PRIMARY KEY,
            webhook  TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
            number   INTEGER,               -- of the change; null for a test
            message  TEXT NOT NULL,
            attempt  INTEGER NOT NULL,
            at       INTEGER NOT NULL,
            status   INTEGER,               -- null where there was no answer
            error    TEXT,                  -- null where it did not fail
            duration INTEGER NOT NULL       -- milliseconds
        ) STRICT;
        CREATE INDEX webhookDeliveryByWebhook ON webhookDelivery (webhook, line);
        """
}
