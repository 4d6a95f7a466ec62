import ClinicCore

extension DocumentKey {
    /// The members by which every representation tells which document it is of.
    var identity: Value.Object {
        [
            "type": .string(type.rawValue), "slug": .string(slug.description),
            "language": .string(language.description),
        ]
    }
}
