internal import HTTP
internal import Logging

/// What a loop is made from: values that may cross to its thread.
struct LoopSetup: Sendable {
    let epoll: Int32
    let listeners: [Int32]
    /// Whether other loops, and other processes, watch the same sockets.
    let sharesListeners: Bool
    let handle: LoopHandle
    let responder: Responder
    let limits: Limits
    let deadlines: DeadlineTable
    let connectionLimit: Int
    let settings: LoopSettings
    let counters: LoopCounters
    let accessLog: AccessLogWriter?
    let logger: Logger
}
