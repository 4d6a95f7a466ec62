import Configuration
import Foundation
import SystemPackage
import Yams

/// Reads settings from the command line, then the environment (`CLINIC_…`), then a file.
///
/// A value that cannot be used is an error that names where it stands, never a silent default. That
/// is why the layers are asked one by one: a `ConfigReader`'s getters pass over bad values.
struct SettingsReader {
    private var layers: [Layer] = []

    private struct Layer {
        let provider: any ConfigProvider
        let prefix: [String]
        /// The setting of that name as the user wrote it.
        let label: @Sendable (String) -> String
    }

    /// - Parameters:
    ///   - flags: what the command line gave, by name.
    ///   - file: a YAML file; nil for none.
    ///   - known: names that a file may have.
    init(
        flags: [String: [String]], environment: [String: String], file: String?, known: Set<String>
    ) async throws {
        let values = flags.map {
            (AbsoluteConfigKey([$0.key]), ConfigValue(.stringArray($0.value), isSecret: false))
        }
        layers.append(
            Layer(
                provider: InMemoryProvider(values: Dictionary(uniqueKeysWithValues: values)),
                prefix: [], label: { "--\($0)" }))
        layers.append(
            Layer(
                provider: EnvironmentVariablesProvider(environmentVariables: environment),
                prefix: ["clinic"],
                label: { "CLINIC_" + $0.uppercased().replacing("-", with: "_") }))
        if let file {
            try Self.check(file, known: known)
            do {
                let provider = try await FileProvider<YAMLSnapshot>(filePath: FilePath(file))
                layers.append(
                    Layer(provider: provider, prefix: [], label: { "\(file): \($0)" }))
            } catch {
                throw Failure("\(file): this configuration file cannot be used: \(error)")
            }
        }
    }

    /// Every name in a configuration file must be known.
    private static func check(_ file: String, known: Set<String>) throws {
        guard let data = FileManager.default.contents(atPath: file),
            let text = String(validating: data, as: UTF8.self)
        else {
            throw Failure("\(file): this configuration file cannot be read; check --config")
        }
        let mapping: Node.Mapping?
        do {
            mapping = try Yams.compose(yaml: text)?.mapping
        } catch {
            throw Failure("\(file): this configuration file is not valid YAML: \(error)")
        }
        guard let mapping else {
            throw Failure("\(file): a configuration file must be a mapping of names to values")
        }
        for (key, _) in mapping where !known.contains(key.string ?? "") {
            let line = key.mark.map { ":\($0.line)" } ?? ""
            throw Failure(
                "\(file)\(line): \"\(key.string ?? "?")\" is unknown; "
                    + "allowed: \(known.sorted().joined(separator: ", "))")
        }
    }

    /// The value of a setting, or nil where no layer has it.
    func one<Result>(
        _ name: String, expected: String, _ parse: (String) throws -> Result?
    ) throws -> Result? {
        try all(name, expected: expected, parse)?.last
    }

    /// The values of a setting that may have several, from the first layer that has any.
    func all<Result>(
        _ name: String, expected: String, _ parse: (String) throws -> Result?
    ) throws -> [Result]? {
        for layer in layers {
            guard let texts = try texts(name, in: layer), !texts.isEmpty else { continue }
            return try texts.map { text in
                if let result = try parse(text) { return result }
                throw Failure("\(layer.label(name)): \"\(text)\" is not \(expected)")
            }
        }
        return nil
    }

    /// The values of a setting as they are written, from the first layer that has any.
    func written(_ name: String) throws -> [String] {
        for layer in layers {
            if let texts = try texts(name, in: layer), !texts.isEmpty { return texts }
        }
        return []
    }

    private func texts(_ name: String, in layer: Layer) throws -> [String]? {
        let key = AbsoluteConfigKey(layer.prefix + [name])
        if let list = try? layer.provider.value(forKey: key, type: .stringArray).value,
            case .stringArray(let texts) = list.content
        {
            return texts
        }
        do {
            guard let value = try layer.provider.value(forKey: key, type: .string).value,
                case .string(let text) = value.content
            else { return nil }
            return [text]
        } catch {
            throw Failure("\(layer.label(name)): must be text, a number or a list of them")
        }
    }
}
