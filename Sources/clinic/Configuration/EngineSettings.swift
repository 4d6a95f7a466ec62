import ClinicAPI
import ClinicStore
import HTTP

/// How much peers may send and how long anything may take, in all parts of the program.
/// `EngineSetting.all` lists what of it can be set.
struct EngineSettings: Sendable {
    var limits = Limits()
    var deadlines = Deadlines()
    var bodies = BodyLimits()
    var store = Store.Limits()

    /// Connections at most; fewer where the descriptors do not suffice.
    var connections: Int {
        get { limits.connections ?? 10_000 }
        set { limits.connections = newValue }
    }

    /// The defaults.
    init() {}

    /// What the layers say, and the defaults where they say nothing.
    init(_ reader: SettingsReader) throws {
        for setting in EngineSetting.all { try setting.read(reader, into: &self) }
    }
}
