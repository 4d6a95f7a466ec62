extension AccessRecord {
    /// Appends the record as one line.
    ///
    /// JSON: `time`, `method`, `route`, `status`, `bytes`, `durationMicroseconds`, `requestId`, and
    /// `traceId` and `spanId` where there are such. Text: the same values, apart by spaces.
    public func write(as format: Format, to line: inout [UInt8]) {
        switch format {
        case .json: writeJSON(to: &line)
        case .text: writeText(to: &line)
        }
        line.append(0x0a)
    }

    private func writeJSON(to line: inout [UInt8]) {
        line += "{\"time\":\"".utf8
        writeTime(to: &line)
        line += "\",\"method\":\"".utf8
        line += (method?.rawValue ?? "-").utf8
        line += "\",\"route\":\"".utf8
        Self.writeEscaped(route, to: &line)
        line += "\",\"status\":".utf8
        Self.write(Int64(status), to: &line)
        line += ",\"bytes\":".utf8
        Self.write(Int64(bytes), to: &line)
        line += ",\"durationMicroseconds\":".utf8
        Self.write(Int64(durationMicroseconds), to: &line)
        line += ",\"requestId\":\"".utf8
        // An id is made of token characters: none needs an escape.
        line += requestID.description.utf8
        if let trace {
            line += "\",\"traceId\":\"".utf8
            line += trace.traceID.utf8
            line += "\",\"spanId\":\"".utf8
            line += trace.spanDigits.utf8
        }
        line += "\"}".utf8
    }

    private func writeText(to line: inout [UInt8]) {
        writeTime(to: &line)
        line.append(0x20)
        line += (method?.rawValue ?? "-").utf8
        line.append(0x20)
        line += route.utf8.map { $0 > 0x20 && $0 != 0x7f ? $0 : 0x5f }
        for number in [status, bytes, durationMicroseconds] {
            line.append(0x20)
            Self.write(Int64(number), to: &line)
        }
        line += "us ".utf8
        line += requestID.description.utf8
        if let trace {
            line.append(0x20)
            line += trace.traceID.utf8
            line.append(0x2d)
            line += trace.spanDigits.utf8
        }
    }

    /// `2026-11-22T10:00:00.123Z` (RFC 3339)
    private func writeTime(to line: inout [UInt8]) {
        let seconds = millisecondsSinceEpoch.flooredQuotient(1000)
        let days = seconds.flooredQuotient(86_400)
        let date = CivilDate(daysSinceEpoch: days)
        let second = seconds - days * 86_400
        Self.write(date.year, width: 4, to: &line)
        line.append(0x2d)
        Self.write(Int64(date.month), width: 2, to: &line)
        line.append(0x2d)
        Self.write(Int64(date.day), width: 2, to: &line)
        line.append(0x54)
        Self.write(second / 3600, width: 2, to: &line)
        line.append(0x3a)
        Self.write(second / 60 % 60, width: 2, to: &line)
        line.append(0x3a)
        Self.write(second % 60, width: 2, to: &line)
        line.append(0x2e)
        Self.write(millisecondsSinceEpoch - seconds * 1000, width: 3, to: &line)
        line.append(0x5a)
    }

    private static func write(_ number: Int64, width: Int = 1, to line: inout [UInt8]) {
        let start = line.count
        var rest = number.magnitude
        repeat {
            line.append(0x30 + UInt8(rest % 10))
            rest /= 10
        } while rest > 0 || line.count - start < width
        if number < 0 { line.append(0x2d) }
        line[start...].reverse()
    }

    /// Escapes what JSON asks for (RFC 8259 §7).
    private static func writeEscaped(_ text: String, to line: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5c:
                line += [0x5c, byte]
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                line += "\\u00".utf8
                line += [digits[Int(byte >> 4)], digits[Int(byte & 0xf)]]
            default:
                line.append(byte)
            }
        }
    }
}
