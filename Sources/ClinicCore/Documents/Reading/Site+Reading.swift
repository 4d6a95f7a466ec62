import Foundation

extension Site {
    init(reading reader: inout ObjectReader) {
        name = reader.text("name") ?? ""
        publisher = reader.object("publisher") { publisher in
            let name = publisher.required("name")
            let url = publisher.url("url")
            return name.map { Publisher(name: $0, url: url) }
        }
        publicURL = reader.url("publicURL")
        timeZone =
            reader.parsed("timeZone", expected: "a time zone such as America/Chicago") {
                TimeZone(identifier: $0) == nil ? nil : $0
            } ?? "GMT"
        defaultLanguage =
            reader.parsed("defaultLanguage", expected: LanguageTag.expected) { LanguageTag($0) }
            ?? .english
        licence = reader.object("licence") { licence in
            let name = licence.required("name")
            let url = licence.url("url")
            return name.map { Licence(name: $0, url: url) }
        }
        isSample = reader.flag("sample") ?? false
        let place = reader.pointer.appending("disclaimer")
        disclaimers = reader.texts(by: "disclaimer").compactMap { name, text in
            guard let language = LanguageTag(name) else {
                reader.report("\"\(name)\" is not \(LanguageTag.expected)", at: place)
                return nil
            }
            return Disclaimer(language: language, text: text)
        }
    }
}
