import ClinicAPI
import ClinicCore
import ClinicStore
import Dispatch
import Logging

/// Brings the content directory into the store: at the start, and on SIGHUP.
final class ContentLoader: Sendable {
    private let store: Store
    private let content: ContentDirectory
    /// Whether it is the starter library, because no other directory was named.
    private let isStarter: Bool
    private let status: LibraryStatus
    private let logger: Logger
    private let queue = DispatchQueue(label: "clinic.content")

    init(
        store: Store, content: ContentDirectory, isStarter: Bool, status: LibraryStatus,
        logger: Logger
    ) {
        self.isStarter = isStarter
        self.store = store
        self.content = content
        self.status = status
        self.logger = logger
    }

    /// Fills an empty store. Any finding ends the start with all of them.
    func loadFirst() throws(Failure) {
        let report: ImportReport
        do {
            report = try store.bringIn(content, strict: true)
        } catch {
            if case .content(let findings) = error {
                throw Failure(
                    error.description
                        + "\n\(content.path): \(findings.count) findings; nothing was brought in")
            }
            throw Failure(error.description)
        }
        status.update { $0.isLoaded = true }
        tell(report)
    }

    /// Looks for changes in the files, on a queue of its own. What has findings stays as it was. The
    /// starter library is never mixed into one that came from elsewhere.
    func load() {
        status.update { $0.isLoaded = true }
        if isStarter, (try? store.read { try $0.hasContentFiles() }) == false { return }
        queue.async { [self] in
            do {
                tell(try store.bringIn(content, strict: false))
            } catch {
                logger.error("the content was not brought in", metadata: ["error": "\(error)"])
                status.update { $0.contentFindings = 1 }
            }
        }
    }

    private func tell(_ report: ImportReport) {
        status.update { $0.contentFindings = report.findings.count }
        for finding in report.findings {
            logger.error("content file not brought in", metadata: ["finding": "\(finding)"])
        }
        for document in report.drafted {
            logger.warning(
                "a file changed, but an editor has changed the document too: saved as a draft",
                metadata: ["document": "\(document)"])
        }
        if report.published.count + report.withdrawn.count > 0 {
            logger.info(
                "the content was brought in",
                metadata: [
                    "published": "\(report.published.count)",
                    "withdrawn": "\(report.withdrawn.count)",
                ])
        }
        warnOfSample()
    }

    private func warnOfSample() {
        if let site = try? store.read({ try $0.site().site }), site.isSample {
            logger.warning(
                """
                the content is a sample that no clinician has reviewed; put the clinic's own in its \
                place and set sample: false in site.yaml
                """)
        }
    }
}
