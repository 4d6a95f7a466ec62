/// The parts that several types of document share.
extension ObjectReader {
    mutating func slugs(_ name: String) -> [Slug] {
        parsedList(name, expected: Slug.expected) { Slug($0) }
    }

    mutating func slug(_ name: String) -> Slug? {
        let slug = parsed(name, expected: Slug.expected) { Slug($0) }
        return slug
    }

    mutating func requiredSlug() -> Slug? {
        if value("slug") == nil { note("slug", "is missing") }
        return slug("slug")
    }

    mutating func url(_ name: String) -> WebAddress? {
        let isStored = isStored
        return parsed(name, expected: WebAddress.expected) {
            isStored ? WebAddress(stored: $0) : WebAddress($0)
        }
    }

    mutating func sources() -> [Source] {
        objects("sources") { source in
            guard let title = source.required("title") else { return nil }
            return Source(
                title: title, publisher: source.text("publisher"), url: source.url("url"))
        }
    }

    mutating func redFlags() -> [RedFlag] {
        objects("redFlags") { flag in
            let expected = RedFlag.Level.expected
            if flag.value("level") == nil { flag.note("level", "is missing; \(expected)") }
            let level = flag.parsed("level", expected: expected) {
                RedFlag.Level(rawValue: $0)
            }
            let text = flag.required("text")
            guard let level, let text else { return nil }
            return RedFlag(level: level, text: text)
        }
    }

    mutating func codes() -> [MedicalCode] {
        objects("codes") { code in
            let expected = MedicalCode.System.expected
            if code.value("system") == nil { code.note("system", "is missing; \(expected)") }
            let system = code.parsed("system", expected: expected) {
                MedicalCode.System(rawValue: $0)
            }
            let display = code.text("display")
            guard let text = code.required("code"), let system else { return nil }
            let result = MedicalCode(system: system, code: text, display: display)
            if result == nil {
                code.note("code", "\"\(text.prefix(40))\" is not \(system.expected)")
            }
            return result
        }
    }

    mutating func review() -> Review? {
        object("review") { review in
            review.ignore("status")
            let reviewer = review.text("reviewedBy")
            let last = review.date("lastReviewed")
            let next = review.date("nextReview")
            guard let reviewer, let last, let next else {
                if reviewer != nil || last != nil || next != nil {
                    review.report("needs all of reviewedBy, lastReviewed and nextReview")
                }
                return nil
            }
            if next <= last { review.note("nextReview", "must be later than lastReviewed") }
            return Review(reviewedBy: reviewer, lastReviewed: last, nextReview: next)
        }
    }

    /// Text without which the object around it means nothing.
    mutating func required(_ name: String) -> String? {
        if value(name) == nil { note(name, "is missing") }
        return text(name)
    }

    private mutating func date(_ name: String) -> CalendarDate? {
        parsed(name, expected: CalendarDate.expected) { CalendarDate($0) }
    }
}
