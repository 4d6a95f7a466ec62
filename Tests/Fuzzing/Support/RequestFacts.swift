@testable import HTTP

/// All that can be asked of a head, copied out of it.
struct RequestFacts: Equatable {
    struct Field: Equatable {
        var name: [UInt8]
        var value: [UInt8]
    }

    var method: String
    var target: [UInt8]
    var path: [UInt8]
    var query: [UInt8]?
    var host: [UInt8]
    var minorVersion: Int
    var body: RequestBody
    var keepsAlive: Bool
    var expectsContinue: Bool
    var refusal: Refusal?
    var fields: [Field]
    var length: Int
    var isAbsolute: Bool
    var coding: ContentCoding
    var language: Int?
    var type: Int?
    var condition: PreconditionOutcome
    var client: IPAddress?
    var requestID: String
    var trace: TraceParent?

    private static let types = ["application/json", "text/html", "text/plain"]
        .compactMap { MediaType($0) }
    private static let validators = Validators(
        entityTag: EntityTag("a-1"), lastModified: HTTPDate(secondsSinceEpoch: 784_111_777))
    private static let proxies = TrustedProxies(
        ranges: ["127.0.0.0/8", "::1"].compactMap { AddressRange($0) }, includesUnix: true)

    /// - Parameter memory: where the head was read from: all it gives must lie there.
    init(_ head: RequestHead, in memory: UnsafeRawBufferPointer) {
        func copy(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
            if let start = bytes.baseAddress, let first = memory.baseAddress, !bytes.isEmpty {
                let isInside = start >= first && start + bytes.count <= first + memory.count
                promise(isInside || bytes.count == 1, "a slice lies outside of the head")
            }
            return Array(bytes)
        }
        method = head.method.rawValue
        target = copy(head.target)
        path = copy(head.path)
        query = head.query.map(copy)
        host = copy(head.host)
        minorVersion = head.minorVersion
        body = head.body
        keepsAlive = head.keepsAlive
        expectsContinue = head.expectsContinue
        refusal = head.refusal
        fields = head.fields.map { Field(name: copy($0.name), value: copy($0.value)) }
        length = head.length
        promise(length <= memory.count, "a head is longer than what came")
        let words = memory[..<length].split(separator: 0x20, maxSplits: 2)
        isAbsolute = words.count > 1 && words[1].first != 0x2f && Array(words[1]) != [0x2a]
        coding = head.preferredCoding
        language = head.preferredLanguage(of: ["en", "de", "pt-BR"])
        type = head.preferredType(of: Self.types)
        condition = head.evaluatePreconditions(Self.validators)
        _ = head.evaluatePreconditions(nil)
        client = head.client(trusting: Self.proxies)
        requestID = head.requestID.description
        trace = head.traceParent
        _ = head.makeRequest()
    }

    /// The values of all lines of that name.
    func values(of name: String) -> [[UInt8]] {
        fields.filter { String(decoding: $0.name, as: UTF8.self).lowercased() == name }
            .map(\.value)
    }
}
