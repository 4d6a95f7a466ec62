extension Condition {
    func object() -> Value.Object {
        var object = Value.Object()
        object.append("name", text: name)
        object.append("alsoKnownAs", texts: alsoKnownAs)
        object.append("headline", text: headline)
        object.append("summary", text: summary)
        object.append("overview", texts: overview)
        object.append("causes", each: causes) { cause in
            var member: Value.Object = ["name": .string(cause.name)]
            member.append("detail", text: cause.detail)
            if !cause.conditions.isEmpty {
                member.append("conditions", each: cause.conditions) { .object(.mention($0)) }
            }
            return .object(member)
        }
        object.append("symptoms", each: symptoms) { .object(.mention($0.slug, "note", $0.note)) }
        object.append("diagnosis", .object(diagnosis.object))
        object.append("treatments", each: treatments) {
            .object(.mention($0.slug, "detail", $0.detail))
        }
        object.append("redFlags", redFlags.value)
        object.append(codes: codes)
        object.append("bodyRegions", slugs: bodyRegions)
        object.append("specialties", slugs: specialties)
        object.append("tags", slugs: tags)
        object.append("related", each: related) { .object(.mention($0.slug, "reason", $0.reason)) }
        if let callToAction {
            var action: Value.Object = ["text": .string(callToAction.text)]
            if let clinic = callToAction.clinic {
                action.append("clinic", .object(.mention(clinic)))
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
