extension Condition {
    init(reading reader: inout ObjectReader) {
        name = reader.text("name") ?? ""
        alsoKnownAs = reader.texts("alsoKnownAs")
        headline = reader.text("headline")
        summary = reader.text("summary") ?? ""
        overview = reader.texts("overview")
        causes = reader.objects("causes") { cause in
            let name = cause.required("name")
            let detail = cause.text("detail")
            let conditions = cause.references("conditions")
            return name.map { Cause(name: $0, detail: detail, conditions: conditions) }
        }
        symptoms = reader.objects("symptoms") { symptom in
            symptom.ignore("name", "href", "type", "summary")
            let slug = symptom.requiredSlug()
            let note = symptom.text("note")
            return slug.map { SymptomReference(slug: $0, note: note) }
        }
        diagnosis = reader.object("diagnosis", Diagnosis.init(reading:)) ?? Diagnosis()
        treatments = reader.objects("treatments") { treatment in
            treatment.ignore("name", "kind", "href", "type", "summary")
            let slug = treatment.requiredSlug()
            let detail = treatment.text("detail")
            return slug.map { TreatmentReference(slug: $0, detail: detail) }
        }
        redFlags = reader.redFlags()
        codes = reader.codes()
        bodyRegions = reader.slugs("bodyRegions")
        specialties = reader.slugs("specialties")
        tags = reader.slugs("tags")
        related = reader.objects("related") { related in
            related.ignore("name", "href")
            let slug = related.requiredSlug()
            let reason = related.text("reason")
            return slug.map { RelatedReference(slug: $0, reason: reason) }
        }
        callToAction = reader.object("callToAction") { action in
            let text = action.required("text")
            let clinic = action.object("clinic") { clinic in
                clinic.ignore("name", "locality", "telephone", "telephoneDisplay", "href")
                return clinic.requiredSlug()
            }
            return text.map { CallToAction(text: $0, clinic: clinic) }
        }
        byline = reader.object("byline") { byline in
            Byline(
                author: byline.text("author"),
                publishedAt: byline.parsed("publishedAt", expected: LocalDateTime.expected) {
                    LocalDateTime($0)
                })
        }
        sources = reader.sources()
        review = reader.review()
    }
}

extension Condition.Diagnosis {
    fileprivate init?(reading reader: inout ObjectReader) {
        overview = reader.texts("overview")
        tests = reader.objects("tests") { test in
            let name = test.required("name")
            let purpose = test.text("purpose")
            return name.map { Test(name: $0, purpose: purpose) }
        }
    }
}

extension ObjectReader {
    /// A list of mentions that have a slug and nothing else of their own.
    fileprivate mutating func references(_ name: String) -> [Slug] {
        objects(name) { reference in
            reference.ignore("name", "href")
            return reference.requiredSlug()
        }
    }
}
