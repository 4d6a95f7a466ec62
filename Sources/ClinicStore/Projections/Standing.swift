import GRDB

/// How a document stands: which of its revisions are what, by their place in the log, and what is due
/// when, in milliseconds since 1970.
struct Standing {
    /// The document's row.
    let id: Int64
    /// The public revision.
    let published: Int64?
    /// A draft newer than that.
    let draft: Int64?
    /// The withdrawal, where that is its state.
    let withdrawn: Int64?
    /// When the draft is to be published.
    let publishAt: Int64?
    /// When the public revision is to be withdrawn.
    let expireAt: Int64?

    /// The revision that editors see; nil where the document was deleted.
    var shown: Int64? { draft ?? published ?? withdrawn }

    /// The columns of `document` that it is read from, in order; they must be the first of the row.
    static let columns = "id, published, draft, withdrawn, publishAt, expireAt"

    init(row: Row) {
        id = row[0]
        published = row[1]
        draft = row[2]
        withdrawn = row[3]
        publishAt = row[4]
        expireAt = row[5]
    }
}
