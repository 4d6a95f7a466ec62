extension Document {
    /// The document's own members in their order, as an author would write them and as they are
    /// stored; reading them back gives an equal document.
    public func object() -> Value.Object {
        switch self {
        case .condition(let condition): condition.object()
        case .symptom(let symptom): symptom.object()
        case .treatment(let treatment): treatment.object()
        case .clinic(let clinic): clinic.object()
        case .site(let site): site.object()
        }
    }
}

/// The parts that several types of document share.
extension Value.Object {
    /// A mention of another document as authors write it: its slug alone.
    public static func mention(_ slug: Slug) -> Value.Object {
        ["slug": .string(slug.description)]
    }

    /// The same with what is said of it, if anything is, under that name.
    static func mention(_ slug: Slug, _ name: String, _ text: String?) -> Value.Object {
        var object = mention(slug)
        object.append(name, text: text)
        return object
    }

    mutating func append(_ name: String, slugs: [Slug]) {
        append(name, texts: slugs.map(\.description))
    }

    mutating func append(codes: [MedicalCode]) {
        append("codes", each: codes) { code in
            var object: Value.Object = [
                "system": .string(code.system.rawValue), "code": .string(code.code),
            ]
            object.append("display", text: code.display)
            return .object(object)
        }
    }

    mutating func append(sources: [Source]) {
        append("sources", each: sources) { source in
            var object: Value.Object = ["title": .string(source.title)]
            object.append("publisher", text: source.publisher)
            object.append("url", text: source.url?.description)
            return .object(object)
        }
    }

    mutating func append(review: Review?) {
        guard let review else { return }
        append(
            "review",
            .object([
                "reviewedBy": .string(review.reviewedBy),
                "lastReviewed": .string(review.lastReviewed.description),
                "nextReview": .string(review.nextReview.description),
            ]))
    }
}

/// A document's red flags as a list, for every representation that must carry them.
extension [RedFlag] {
    /// Level and text of each.
    public var value: Value {
        .array(
            map { .object(["level": .string($0.level.rawValue), "text": .string($0.text)]) })
    }
}
