/// A document as data, before it is known to be one: what YAML, JSON and merge patches are read
/// into, and what representations are written from. Objects keep the order of their members.
public enum Value: Sendable, Equatable {
    /// No value.
    case null
    /// True or false.
    case bool(Bool)
    /// A whole number.
    case integer(Int)
    /// A number with a fraction or an exponent, or beyond 64 bits, as it was written.
    case number(String)
    /// Text.
    case string(String)
    /// Values in order.
    case array([Value])
    /// Named values.
    case object(Object)

    /// The word a finding uses for this kind of value.
    public var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .integer, .number: "a number"
        case .string: "text"
        case .array: "a list"
        case .object: "an object"
        }
    }

    /// The member of that name, if this is an object that has one.
    public subscript(key: String) -> Value? {
        if case .object(let object) = self { object[key] } else { nil }
    }
}

extension Value {
    /// Named values in order. Names are unique where a parser made it.
    public struct Object: Sendable, Equatable, ExpressibleByDictionaryLiteral {
        /// One name and its value.
        public struct Member: Sendable, Equatable {
            /// The name.
            public let name: String
            /// The value.
            public var value: Value
        }

        /// The members in order.
        public private(set) var members: [Member] = []

        /// An empty object.
        public init() {}

        /// The members as written.
        public init(dictionaryLiteral elements: (String, Value)...) {
            members = elements.map { Member(name: $0.0, value: $0.1) }
        }

        /// The value of that name. Setting a new name puts it last, setting nil takes it out.
        public subscript(name: String) -> Value? {
            get { members.first { $0.name == name }?.value }
            set {
                let index = members.firstIndex { $0.name == name }
                switch (index, newValue) {
                case (let index?, let value?): members[index].value = value
                case (let index?, nil): members.remove(at: index)
                case (nil, let value?): members.append(Member(name: name, value: value))
                case (nil, nil): break
                }
            }
        }

        /// Adds a member whose name is known to be new.
        public mutating func append(_ name: String, _ value: Value) {
            members.append(Member(name: name, value: value))
        }

        /// Adds text that may be unknown: nil and "" are left out, never written as empty.
        public mutating func append(_ name: String, text: String?) {
            if let text, !text.isEmpty { append(name, .string(text)) }
        }

        /// Adds a list of texts, empty or not.
        public mutating func append(_ name: String, texts: [String]) {
            append(name, .array(texts.map(Value.string)))
        }

        /// Adds a list, one value made from each element.
        public mutating func append<Element>(
            _ name: String, each elements: [Element], _ transform: (Element) -> Value
        ) {
            append(name, .array(elements.map(transform)))
        }
    }
}
