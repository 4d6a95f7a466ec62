extension Site {
    func object() -> Value.Object {
        var object = Value.Object()
        object.append("name", text: name)
        if let publisher {
            var value: Value.Object = ["name": .string(publisher.name)]
            value.append("url", text: publisher.url?.description)
            object.append("publisher", .object(value))
        }
        object.append("publicURL", text: publicURL?.description)
        object.append("timeZone", text: timeZone)
        object.append("defaultLanguage", text: defaultLanguage.description)
        if let licence {
            var value: Value.Object = ["name": .string(licence.name)]
            value.append("url", text: licence.url?.description)
            object.append("licence", .object(value))
        }
        object.append("sample", .bool(isSample))
        var texts = Value.Object()
        for disclaimer in disclaimers {
            texts.append(disclaimer.language.description, text: disclaimer.text)
        }
        object.append("disclaimer", .object(texts))
        return object
    }
}
