import GRDB

/// How a document stands: which of its revisions are what, by their place in the log, and what is due
/// when, in milliseconds since 1970.
struct Standing {
    /// The document's row.
    let id: Int64
    /// The public revision.
    var published: Int64?
    /// A draft newer than that.
    var draft: Int64?
    /// The withdrawal, where that is its state.
    var withdrawn: Int64?
    /// When the draft is to be published.
    var publishAt: Int64?
    /// When the public revision is to be withdrawn.
    var expireAt: Int64?

    /// The revision that editors see; nil where the document was deleted.
    var shown: Int64? { draft ?? published ?? withdrawn }

    /// How it stands after that entry of the log.
    func after(_ entry: RevisionLog.Entry) -> Standing {
        var next = self
        let detail = entry.revision.detail
        switch entry.revision.action {
        case .draft:
            next.draft = entry.sequence
            next.publishAt = nil
        case .schedule:
            next.draft = entry.sequence
            next.publishAt = detail.milliseconds("at")
        case .publish:
            next = Standing(id: id)
            next.published = entry.sequence
            next.expireAt = detail.milliseconds("until")
        case .review:
            next.published = entry.sequence
        case .withdraw:
            next.published = nil
            next.withdrawn = entry.sequence
            next.publishAt = nil
            next.expireAt = nil
        case .delete, .rename:
            next = Standing(id: id)
        }
        return next
    }
}

extension Standing {
    /// The columns of `document` that it is read from.
    static let columns = "id, published, draft, withdrawn, publishAt, expireAt"

    init(row: Row) {
        id = row["id"]
        published = row["published"]
        draft = row["draft"]
        withdrawn = row["withdrawn"]
        publishAt = row["publishAt"]
        expireAt = row["expireAt"]
    }
}
