internal import CLinux
internal import Glibc

/// The system's clocks, as the loop reads them.
enum Clock {
    /// Milliseconds that only go forward; cheap, exact to a few milliseconds.
    static func milliseconds() -> Int64 {
        let time = read(CLOCK_MONOTONIC_COARSE)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Microseconds that only go forward.
    static func microseconds() -> Int64 {
        let time = read(CLOCK_MONOTONIC)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    /// Milliseconds since 1970, exact to a few of them.
    static func millisecondsSinceEpoch() -> Int64 {
        let time = read(CLOCK_REALTIME_COARSE)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    private static func read(_ clock: Int32) -> timespec {
        var time = timespec()
        clock_gettime(clock, &time)
        return time
    }
}
