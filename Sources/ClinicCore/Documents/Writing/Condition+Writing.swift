extension Condition {
    func object(mention: Document.Mention) -> Value.Object {
        var object = Value.Object()
        object.append("name", text: name)
        object.append("alsoKnownAs", texts: alsoKnownAs)
        object.append("headline", text: headline)
        object.append("summary", text: summary)
        object.append("overview", texts: overview)
        object.append("causes", each: causes) { cause in
            var member: Value.Object = ["name": .string(cause.name)]
            member.append("detail", text: cause.detail)
            let conditions = cause.conditions.compactMap { mention(.condition, $0) }
            if !conditions.isEmpty { member.append("conditions", each: conditions, Value.object) }
            return .object(member)
        }
        object.append(
            "symptoms",
            .array(
                symptoms.compactMap { symptom in
                    mention(.symptom, symptom.slug).with("note", symptom.note)
                }))
        object.append("diagnosis", .object(diagnosis.object))
        object.append(
            "treatments",
            .array(
                treatments.compactMap { treatment in
                    mention(.treatment, treatment.slug).with("detail", treatment.detail)
                }))
        object.append("redFlags", redFlags.value)
        object.append(codes: codes)
        object.append("bodyRegions", slugs: bodyRegions)
        object.append("specialties", slugs: specialties)
        object.append("tags", slugs: tags)
        object.append(
            "related",
            .array(
                related.compactMap { related in
                    mention(.condition, related.slug).with("reason", related.reason)
                }))
        if let callToAction {
            var action: Value.Object = ["text": .string(callToAction.text)]
            if let clinic = callToAction.clinic.flatMap({ mention(.clinic, $0) }) {
                action.append("clinic", .object(clinic))
            }
            object.append("callToAction", .object(action))
        }
        if let byline {
            var line = Value.Object()
            line.append("author", text: byline.author)
            line.append("publishedAt", text: byline.publishedAt?.description)
            object.append("byline", .object(line))
        }
        object.append(sources: sources)
        object.append(review: review)
        return object
    }
}

extension Condition.Diagnosis {
    fileprivate var object: Value.Object {
        var object = Value.Object()
        object.append("overview", texts: overview)
        object.append("tests", each: tests) { test in
            var member: Value.Object = ["name": .string(test.name)]
            member.append("purpose", text: test.purpose)
            return .object(member)
        }
        return object
    }
}

extension Value.Object? {
    fileprivate func with(_ name: String, _ text: String?) -> Value? {
        guard var object = self else { return nil }
        object.append(name, text: text)
        return .object(object)
    }
}
