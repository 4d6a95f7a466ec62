import HTTP
import Testing

@Suite("Access record")
struct AccessRecordTests {
    private func line(_ format: AccessRecord.Format, route: String, traceID: String?) -> String {
        let record = AccessRecord(
            method: .get, route: route, status: 200, bytes: 7007, durationMicroseconds: 42,
            requestID: RequestID(0xabc), traceID: traceID,
            millisecondsSinceEpoch: 1_795_341_600_007)
        var bytes: [UInt8] = []
        record.write(as: format, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("JSON is one object a line")
    func json() {
        #expect(
            line(.json, route: "/v1/\"x\"", traceID: "t")
                == #"{"time":"2026-11-22T10:00:00.007Z","method":"GET","route":"/v1/\"x\"","status":200,"#
                + #""bytes":7007,"durationMicroseconds":42,"requestId":"0000000000000abc","traceId":"t"}"#
                + "\n")
    }

    @Test("Text has the same values, apart by spaces")
    func text() {
        #expect(
            line(.text, route: "/v1/a b", traceID: nil)
                == "2026-11-22T10:00:00.007Z GET /v1/a_b 200 7007 42us 0000000000000abc\n")
    }
}
