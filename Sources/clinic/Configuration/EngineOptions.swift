import ArgumentParser

/// The flags of all limits and deadlines. What they mean stands in `EngineSetting.all`.
struct EngineOptions: ParsableArguments {
    @Option(help: EngineSetting.help("limit-target")) var limitTarget: String?
    @Option(help: EngineSetting.help("limit-field-line")) var limitFieldLine: String?
    @Option(help: EngineSetting.help("limit-field-block")) var limitFieldBlock: String?
    @Option(help: EngineSetting.help("limit-fields")) var limitFields: String?
    @Option(help: EngineSetting.help("limit-body")) var limitBody: String?
    @Option(name: .customLong("limit-json-depth"), help: EngineSetting.help("limit-json-depth"))
    var limitJSONDepth: String?
    @Option(help: EngineSetting.help("limit-chunk-extensions")) var limitChunkExtensions: String?
    @Option(help: EngineSetting.help("limit-trailers")) var limitTrailers: String?
    @Option(help: EngineSetting.help("limit-discarded-body")) var limitDiscardedBody: String?
    @Option(help: EngineSetting.help("limit-pipeline")) var limitPipeline: String?
    @Option(help: EngineSetting.help("limit-queued-output")) var limitQueuedOutput: String?
    @Option(help: EngineSetting.help("limit-connections")) var limitConnections: String?
    @Option(help: EngineSetting.help("limit-waiting-reads")) var limitWaitingReads: String?
    @Option(help: EngineSetting.help("limit-waiting-writes")) var limitWaitingWrites: String?
    @Option(help: EngineSetting.help("deadline-handshake")) var deadlineHandshake: String?
    @Option(help: EngineSetting.help("deadline-first-byte")) var deadlineFirstByte: String?
    @Option(help: EngineSetting.help("deadline-head")) var deadlineHead: String?
    @Option(help: EngineSetting.help("deadline-body")) var deadlineBody: String?
    @Option(help: EngineSetting.help("deadline-body-grace")) var deadlineBodyGrace: String?
    @Option(help: EngineSetting.help("minimum-body-rate")) var minimumBodyRate: String?
    @Option(help: EngineSetting.help("deadline-write")) var deadlineWrite: String?
    @Option(help: EngineSetting.help("minimum-write-rate")) var minimumWriteRate: String?
    @Option(help: EngineSetting.help("deadline-idle")) var deadlineIdle: String?
    @Option(help: EngineSetting.help("deadline-linger")) var deadlineLinger: String?
    @Option(help: EngineSetting.help("deadline-query")) var deadlineQuery: String?
    @Option(help: EngineSetting.help("deadline-drain")) var deadlineDrain: String?
    @Option(help: EngineSetting.help("deadline-drain-listening"))
    var deadlineDrainListening: String?
    @Option(help: EngineSetting.help("deadline-drain-idle")) var deadlineDrainIdle: String?
    @Option(help: EngineSetting.help("deadline-drain-first-byte"))
    var deadlineDrainFirstByte: String?

    /// What was given, by name.
    var given: [String: [String]] {
        var given: [String: [String]] = [:]
        for setting in EngineSetting.all {
            if let text = self[keyPath: setting.option] { given[setting.name] = [text] }
        }
        return given
    }
}
