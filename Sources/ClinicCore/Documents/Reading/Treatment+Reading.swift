extension Treatment {
    init(reading reader: inout ObjectReader) {
        reader.ignore("conditions")
        name = reader.text("name") ?? ""
        alsoKnownAs = reader.texts("alsoKnownAs")
        kind = reader.parsed("kind", expected: TreatmentKind.expected) {
            TreatmentKind(rawValue: $0)
        }
        summary = reader.text("summary") ?? ""
        description = reader.texts("description")
        cautions = reader.texts("cautions")
        redFlags = reader.redFlags()
        codes = reader.codes()
        bodyRegions = reader.slugs("bodyRegions")
        tags = reader.slugs("tags")
        sources = reader.sources()
        review = reader.review()
    }
}
