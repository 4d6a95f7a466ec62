extension Clinic {
    func object() -> Value.Object {
        var object = Value.Object()
        object.append("name", text: name)
        object.append("summary", text: summary)
        object.append("description", texts: description)
        object.append("team", each: team) { member in
            var value: Value.Object = ["name": .string(member.name)]
            value.append("specialty", text: member.specialty?.description)
            return .object(value)
        }
        if let address {
            var value = Value.Object()
            value.append("street", text: address.street)
            value.append("locality", text: address.locality)
            value.append("region", text: address.region)
            value.append("postalCode", text: address.postalCode)
            value.append("country", text: address.country)
            object.append("address", .object(value))
        }
        object.append("telephone", text: telephone?.description)
        object.append("telephoneDisplay", text: telephoneDisplay)
        if let booking {
            var value = Value.Object()
            value.append("text", text: booking.text)
            value.append("url", text: booking.url?.description)
            object.append("booking", .object(value))
        }
        object.append("url", text: url?.description)
        object.append("specialties", slugs: specialties)
        object.append("tags", slugs: tags)
        object.append(sources: sources)
        object.append(review: review)
        return object
    }
}
