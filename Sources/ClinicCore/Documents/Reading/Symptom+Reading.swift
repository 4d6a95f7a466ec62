extension Symptom {
    init(reading reader: inout ObjectReader) {
        reader.ignore("conditions")
        name = reader.text("name") ?? ""
        alsoKnownAs = reader.texts("alsoKnownAs")
        summary = reader.text("summary") ?? ""
        description = reader.texts("description")
        redFlags = reader.redFlags()
        codes = reader.codes()
        bodyRegions = reader.slugs("bodyRegions")
        tags = reader.slugs("tags")
        sources = reader.sources()
        review = reader.review()
    }
}
