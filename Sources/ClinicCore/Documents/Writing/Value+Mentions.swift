/// What is served of a document is what is stored of it, with more about each document that it
/// mentions. It is made from the stored members as they are: they were checked when they were written.
extension Value.Object {
    /// Makes what stands for a mention of another document, in place of its slug alone. Nil leaves
    /// the mention out.
    public typealias Mention = (_ type: DocumentType, _ slug: Slug) -> Value.Object?

    /// The members of a document of that type, each mention as `mention` makes it; what the document
    /// says of the mention itself (`note`, `detail`, `reason`) follows.
    public func mentioning(in type: DocumentType, _ mention: Mention) -> Value.Object {
        guard type == .condition else { return self }
        return replacing { name, value in
            switch name {
            case "symptoms": value.mentions(.symptom, mention)
            case "treatments": value.mentions(.treatment, mention)
            case "related": value.mentions(.condition, mention)
            case "causes":
                value.elements { cause in
                    cause.members { name, value in
                        guard name == "conditions" else { return value }
                        let mentions = value.mentions(.condition, mention)
                        return mentions == .array([]) ? nil : mentions
                    }
                }
            case "callToAction":
                value.members { name, value in
                    name == "clinic" ? value.mention(.clinic, mention) : value
                }
            default: value
            }
        }
    }

    fileprivate func replacing(_ replacement: (String, Value) -> Value?) -> Value.Object {
        var object = Value.Object()
        for member in members {
            if let value = replacement(member.name, member.value) {
                object.append(member.name, value)
            }
        }
        return object
    }
}

extension Value {
    fileprivate func mentions(_ type: DocumentType, _ mention: Object.Mention) -> Value {
        elements { $0.mention(type, mention) }
    }

    fileprivate func mention(_ type: DocumentType, _ mention: Object.Mention) -> Value? {
        guard case .object(let written) = self, case .string(let text)? = written["slug"],
            let slug = Slug(text), var object = mention(type, slug)
        else { return nil }
        for member in written.members where member.name != "slug" {
            object.append(member.name, member.value)
        }
        return .object(object)
    }

    fileprivate func elements(_ replacement: (Value) -> Value?) -> Value {
        guard case .array(let values) = self else { return self }
        return .array(values.compactMap(replacement))
    }

    fileprivate func members(_ replacement: (String, Value) -> Value?) -> Value {
        guard case .object(let object) = self else { return self }
        return .object(object.replacing(replacement))
    }
}
