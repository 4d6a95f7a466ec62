extension Clinic {
    init(reading reader: inout ObjectReader) {
        reader.ignore("conditions")
        name = reader.text("name") ?? ""
        summary = reader.text("summary") ?? ""
        description = reader.texts("description")
        team = reader.objects("team") { member in
            let name = member.required("name")
            let specialty = member.slug("specialty")
            return name.map { TeamMember(name: $0, specialty: specialty) }
        }
        address = reader.object("address") { address in
            Address(
                street: address.text("street"), locality: address.text("locality"),
                region: address.text("region"), postalCode: address.text("postalCode"),
                country: address.parsed("country", expected: "a country code such as US") {
                    $0.utf8.count == 2 && $0.isASCIILetters ? $0.uppercased() : nil
                })
        }
        telephone = reader.parsed("telephone", expected: PhoneNumber.expected) { PhoneNumber($0) }
        telephoneDisplay = reader.text("telephoneDisplay")
        booking = reader.object("booking") { booking in
            Booking(text: booking.text("text"), url: booking.url("url"))
        }
        url = reader.url("url")
        specialties = reader.slugs("specialties")
        tags = reader.slugs("tags")
        sources = reader.sources()
        review = reader.review()
    }
}
