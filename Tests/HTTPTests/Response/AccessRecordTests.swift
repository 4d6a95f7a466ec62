import HTTP
import Testing

@Suite("Access record")
struct AccessRecordTests {
    private func line(_ format: AccessRecord.Format, route: String, trace: Trace?) -> String {
        let record = AccessRecord(
            method: .get, route: route, status: 200, bytes: 7007, durationMicroseconds: 42,
            requestID: RequestID(0xabc), trace: trace,
            millisecondsSinceEpoch: 1_795_341_600_007)
        var bytes: [UInt8] = []
        record.write(as: format, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let trace: Trace? = {
        let text = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        return Array(text.utf8).withUnsafeBytes { TraceParent($0) }
            .map { Trace(parent: $0, spanID: 0xff) }
    }()

    @Test("JSON is one object a line")
    func json() {
        #expect(
            line(.json, route: "/v1/\"x\"", trace: Self.trace)
                == #"{"time":"2026-11-22T10:00:00.007Z","method":"GET","route":"/v1/\"x\"","status":200,"#
                + #""bytes":7007,"durationMicroseconds":42,"requestId":"0000000000000abc","#
                + #""traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"00000000000000ff"}"#
                + "\n")
    }

    @Test("Text has the same values, apart by spaces")
    func text() {
        #expect(
            line(.text, route: "/v1/a b", trace: nil)
                == "2026-11-22T10:00:00.007Z GET /v1/a_b 200 7007 42us 0000000000000abc\n")
        #expect(
            line(.text, route: "r", trace: Self.trace)
                .hasSuffix("abc 0af7651916cd43dd8448eb211c80319c-00000000000000ff\n"))
    }
}
