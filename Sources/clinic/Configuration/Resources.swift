import ClinicCore
import ClinicStore
import Foundation
import Logging

/// Where the files that ship with the server are: `content/`, `web/`, `openapi.yaml`.
struct Resources {
    let path: String

    /// The starter library.
    var content: String { path + "/content" }

    /// The page at `/`.
    var homePage: [UInt8]? {
        FileManager.default.contents(atPath: path + "/web/home.html").map { [UInt8]($0) }
    }

    /// What `/openapi.json` answers: the description that is written as YAML, as JSON. Nil, with a
    /// warning, where it is not there or cannot be read.
    func openAPI(_ logger: Logger) -> [UInt8]? {
        let file = path + "/openapi.yaml"
        guard let yaml = FileManager.default.contents(atPath: file) else {
            logger.warning("there is no description of the API", metadata: ["file": "\(file)"])
            return nil
        }
        do throws(TypedYAML.Failure) {
            return JSONWriter.bytes(try TypedYAML.value([UInt8](yaml)))
        } catch {
            logger.warning(
                "the description of the API cannot be read",
                metadata: ["file": "\(file)", "error": "\(error)"])
            return nil
        }
    }

    /// Looks at the path given, else beside the executable (`../share/clinic`), else in the folders
    /// around it up to the package's own `Resources`.
    static func find(_ given: String?) throws -> Resources {
        if let given {
            guard isResources(given) else {
                throw Failure(
                    "\(given): these are not clinic's resources (there is no content folder in it); "
                        + "check --resources")
            }
            return Resources(path: given)
        }
        let executable = URL(fileURLWithPath: executablePath)
        var folder = executable.deletingLastPathComponent()
        let shared = folder.deletingLastPathComponent().appendingPathComponent("share/clinic").path
        var candidates = [shared]
        for _ in 0..<5 {
            folder = folder.deletingLastPathComponent()
            candidates.append(folder.appendingPathComponent("Resources").path)
        }
        candidates.append("Resources")
        guard let found = candidates.first(where: isResources) else {
            throw Failure(
                "clinic's resources are not at \(shared) nor in a Resources folder around "
                    + "\(executable.path); say where with --resources")
        }
        return Resources(path: found)
    }

    private static var executablePath: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? CommandLine.arguments[0]
    }

    private static func isResources(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(
            atPath: path + "/content", isDirectory: &isFolder)
        return exists && isFolder.boolValue
    }
}
