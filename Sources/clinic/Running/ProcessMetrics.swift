import ClinicAPI
import Foundation
import Glibc

/// What the system tells of the process, under the names that Prometheus' own clients use.
struct ProcessMetrics: Sendable {
    private let startedAt = Date()

    func write(to text: inout MetricsText) {
        text.single(
            "process_start_time_seconds", .gauge, "When the server started, in seconds since 1970.",
            startedAt.timeIntervalSince1970.rounded())
        var usage = rusage()
        if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
            text.single(
                "process_cpu_seconds_total", .counter, "Processor time used.",
                Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime))
        }
        if let pages = Self.residentPages {
            text.single(
                "process_resident_memory_bytes", .gauge, "Memory held.",
                Double(pages * sysconf(Int32(_SC_PAGESIZE))))
        }
        if let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
            text.single("process_open_fds", .gauge, "Descriptors open.", Double(open))
        }
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
    }

    private static var residentPages: Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
            return nil
        }
        let numbers = text.split(separator: " ")
        return numbers.count > 1 ? Int(numbers[1]) : nil
    }
}
