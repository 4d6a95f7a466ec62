/// Who treats (schema.org MedicalClinic).
public struct Clinic: Sendable, Equatable {
    /// The usual name. Empty only in a draft.
    public var name: String
    /// One or two sentences for lists.
    public var summary: String
    /// What it offers, paragraph by paragraph.
    public var description: [String]
    /// The people or teams who treat.
    public var team: [TeamMember]
    /// Where it is.
    public var address: Address?
    /// The telephone number to dial.
    public var telephone: PhoneNumber?
    /// The same number as it is usually written.
    public var telephoneDisplay: String?
    /// How to make an appointment.
    public var booking: Booking?
    /// Its own page.
    public var url: WebAddress?
    /// Medical specialties.
    public var specialties: [Slug]
    /// The clinic's own terms.
    public var tags: [Slug]
    /// Where its facts come from.
    public var sources: [Source]
    /// The last review, if any.
    public var review: Review?

    /// A person or a team.
    public struct TeamMember: Sendable, Equatable {
        /// The name as printed.
        public var name: String
        /// The medical specialty.
        public var specialty: Slug?
    }

    /// A postal address; only what is known (schema.org PostalAddress).
    public struct Address: Sendable, Equatable {
        /// Street and number.
        public var street: String?
        /// The town.
        public var locality: String?
        /// The state or region.
        public var region: String?
        /// The postal code.
        public var postalCode: String?
        /// The country, ISO 3166-1 alpha-2.
        public var country: String?
    }

    /// How to make an appointment.
    public struct Booking: Sendable, Equatable {
        /// In words.
        public var text: String?
        /// A page for it.
        public var url: WebAddress?
    }
}
