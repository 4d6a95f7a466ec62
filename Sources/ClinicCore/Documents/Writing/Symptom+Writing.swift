extension Symptom {
    func object() -> Value.Object {
        var object = Value.Object()
        object.append("name", text: name)
        object.append("alsoKnownAs", texts: alsoKnownAs)
        object.append("summary", text: summary)
        object.append("description", texts: description)
        object.append("redFlags", redFlags.value)
        object.append(codes: codes)
        object.append("bodyRegions", slugs: bodyRegions)
        object.append("tags", slugs: tags)
        object.append(sources: sources)
        object.append(review: review)
        return object
    }
}
