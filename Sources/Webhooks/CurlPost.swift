import CCurl
import Glibc
import HTTP

/// Sends requests by libcurl's easy API: HTTP and HTTPS only, certificates verified, no redirect
/// followed, no proxy, nothing read from the environment.
struct CurlPost: Sendable {
    let rule: AddressRule
    let userAgent: String
    let activity: Activity
    /// From the start to the end of the response, in milliseconds.
    var timeLimit = 15_000

    /// Bytes of a response, its head included, beyond which it is not read.
    static let responseLimit = 64 << 10
    private static let connectLimit = 10_000

    private static let isReady = curl_start() == CURLE_OK

    /// Sends it and waits for the response.
    func send(_ request: PostRequest) -> PostOutcome {
        guard Self.isReady, let handle = curl_easy_init() else {
            return .failed("libcurl cannot be used")
        }
        defer { curl_easy_cleanup(handle) }
        let watch = Watch(
            rule: rule, isPlain: !request.url.lowercased().hasPrefix("https:"),
            activity: activity)
        var fields: UnsafeMutablePointer<curl_slist>?
        // An empty Expect keeps libcurl from asking first.
        for line in request.fields + ["User-Agent: \(userAgent)", "Accept:", "Expect:"] {
            fields = curl_slist_append(fields, line) ?? fields
        }
        defer { curl_slist_free_all(fields) }
        var message = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
        let code = message.withUnsafeMutableBytes { message in
            request.body.withUnsafeBytes { body in
                withExtendedLifetime(watch) {
                    configure(handle, watch)
                    curl_set_text(handle, CURLOPT_URL, request.url)
                    curl_set_list(handle, CURLOPT_HTTPHEADER, fields)
                    curl_set_long(handle, CURLOPT_POST, 1)
                    curl_set_long(handle, CURLOPT_POSTFIELDSIZE, body.count)
                    curl_set_pointer(
                        handle, CURLOPT_POSTFIELDS,
                        UnsafeMutableRawPointer(mutating: body.baseAddress))
                    curl_set_pointer(handle, CURLOPT_ERRORBUFFER, message.baseAddress)
                    return curl_easy_perform(handle)
                }
            }
        }
        return outcome(of: code, handle, watch, message)
    }

    private func configure(_ handle: UnsafeMutableRawPointer, _ watch: Watch) {
        // Safe because the watch outlives the transfer, and is used on this thread only.
        let context = Unmanaged.passUnretained(watch).toOpaque()
        curl_set_http_only(handle)
        curl_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        curl_set_text(handle, CURLOPT_PROXY, "")
        curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1)
        curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2)
        curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        curl_set_long(handle, CURLOPT_TIMEOUT_MS, timeLimit)
        curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, min(timeLimit, Self.connectLimit))
        curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, context)
        curl_set_opener(handle) { context, _, address in
            guard let context, let address else { return -1 }
            return Watch.at(context).open(
                address.pointee.socktype, address.pointee.protocol, address)
        }
        for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA] {
            curl_set_pointer(handle, option, context)
        }
        for option in [CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION] {
            curl_set_receiver(handle, option) { _, size, count, context in
                guard let context else { return 0 }
                return Watch.at(context).receive(size * count)
            }
        }
        curl_set_long(handle, CURLOPT_NOPROGRESS, 0)
        curl_set_pointer(handle, CURLOPT_XFERINFODATA, context)
        curl_set_progress(handle) { context, _, _, _, _ in
            guard let context else { return 1 }
            return Watch.at(context).activity.isCut ? 1 : 0
        }
    }

    private func outcome(
        of code: CURLcode, _ handle: UnsafeMutableRawPointer, _ watch: Watch, _ message: [CChar]
    ) -> PostOutcome {
        if code == CURLE_ABORTED_BY_CALLBACK { return .cut }
        var status = 0
        curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        // A response that is too long is an answer all the same.
        let hasAnswered = code == CURLE_OK || (code == CURLE_WRITE_ERROR && watch.isFull)
        if hasAnswered, (200...999).contains(status) { return .answered(status) }
        if let refusal = watch.refusal { return .failed(refusal) }
        let text = String(
            decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return .failed(text.isEmpty ? String(cString: curl_easy_strerror(code)) : text)
    }

    /// What libcurl calls back to during one transfer, all of it on the transfer's thread.
    private final class Watch {
        let rule: AddressRule
        let isPlain: Bool
        let activity: Activity
        private(set) var refusal: String?
        private var received = 0

        init(rule: AddressRule, isPlain: Bool, activity: Activity) {
            self.rule = rule
            self.isPlain = isPlain
            self.activity = activity
        }

        static func at(_ context: UnsafeMutableRawPointer) -> Watch {
            // Safe because every callback is given what `configure` has set.
            Unmanaged<Watch>.fromOpaque(context).takeUnretainedValue()
        }

        var isFull: Bool { received > CurlPost.responseLimit }

        /// Counts bytes of the response, which nobody needs.
        func receive(_ count: Int) -> Int {
            received += count
            return isFull ? 0 : count
        }

        /// The socket for an address, or -1 where nothing may go there.
        func open(
            _ kind: Int32, _ proto: Int32, _ address: UnsafePointer<curl_sockaddr>
        ) -> curl_socket_t {
            guard let family = curl_address(address)?.pointee.sa_family,
                let ip = IPAddress(curl_address(address))
            else {
                refusal = "the name leads to no IP address"
                return -1
            }
            if let reason = rule.refusal(of: ip, isPlain: isPlain) {
                refusal = reason
                return -1
            }
            refusal = nil
            return socket(Int32(family), kind | Int32(SOCK_CLOEXEC.rawValue), proto)
        }
    }
}

extension IPAddress {
    /// The address of a socket address; nil where it is of another family.
    fileprivate init?(_ address: UnsafePointer<sockaddr>?) {
        guard let address else { return nil }
        let bytes = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            // Safe because a socket address of a family is as long as that family's.
            let word = bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
            self.init(PeerAddress.ipv4(UInt32(bigEndian: word), port: 0))
        case AF_INET6:
            // Safe for the same reason: eight bytes of family, port and flow come first.
            let high = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            let low = bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
            self.init(
                PeerAddress.ipv6(UInt64(bigEndian: high), UInt64(bigEndian: low), port: 0))
        default: return nil
        }
    }
}
