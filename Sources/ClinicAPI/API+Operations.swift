import ClinicStore
import HTTP

/// What whatever looks after the process asks for.
extension API {
    func probe(_ probe: Probe, _ head: RequestHead) -> Answer {
        let verbose = head.queryText?.split(separator: "&").contains { $0.hasPrefix("verbose") }
        let isVerbose = verbose ?? false
        let checks = health.processChecks(probe)
        guard probe == .ready, checks.allSatisfy(\.passes) else {
            return .ready(health.probe(checks, verbose: isVerbose, route: .probe(probe)))
        }
        return .later(bodyLimit: 0) { [self] _, reply in
            store.read {
                try $0.generation()
            } completion: { [health] result in
                let answers = (try? result.get()) != nil
                let all = checks + [HealthReport.Check(name: "store answers", passes: answers)]
                reply.send(health.probe(all, verbose: isVerbose, route: .probe(probe)))
            }
        }
    }

    func healthDocument(_ reply: Reply) {
        let now = configuration.now()
        store.read { [health] view in
            health.document(
                health.readyChecks + [.init(name: "store", passes: true)]
                    + (try health.libraryChecks(view, now: now)), now: now)
        } completion: { [health] result in
            switch result {
            case .success(let response): reply.send(response)
            case .failure(let error):
                let store = HealthReport.Check(
                    name: "store", passes: false, output: error.publicReason)
                reply.send(health.document(health.readyChecks + [store], now: now))
            }
        }
    }

    func metricsDocument(_ reply: Reply) {
        let now = configuration.now()
        store.read { view in
            try LibraryMetrics.read(view, now: now)
        } completion: { [self] result in
            var text = configuration.metrics.text()
            let library = LibraryMetrics(
                version: configuration.version, cache: cache.usage, status: status.current,
                generation: store.generation, waitingReads: store.waitingReads,
                reading: try? result.get())
            library.write(to: &text)
            reply.send(LibraryMetrics.response(text))
        }
    }
}

extension HealthReport {
    fileprivate var readyChecks: [Check] { processChecks(.ready) }
}

extension StoreError {
    /// The kind of error, without paths.
    fileprivate var publicReason: String {
        switch self {
        case .overloaded: "too many reads are waiting"
        case .timeLimit: "a read took too long"
        default: "a read failed; the server's log says more"
        }
    }
}
