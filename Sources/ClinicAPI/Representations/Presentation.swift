import HTTPTypes

/// All that decides how answers look and can change while the server runs, with what is made ready
/// by it.
struct Presentation: Sendable {
    let cors: CORS
    let maker: ResponseMaker
    let homePage: StaticDocument?
    /// Reading the description takes longer than starting, so it waits until somebody asks.
    let openAPI: Deferred<StaticDocument?>
    /// Tells apart what was made before a change from what was made after.
    let epoch: Int

    /// A page loads nothing, runs nothing and sends nothing.
    private static let pagePolicy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

    init(_ configuration: API.Configuration, cors: CORS, epoch: Int) {
        self.cors = cors
        self.epoch = epoch
        let maker = ResponseMaker(
            cors: cors, gzipLevel: configuration.gzipLevel, gzipMinimum: configuration.gzipMinimum)
        self.maker = maker
        homePage = configuration.homePage.map { page in
            StaticDocument(
                page, mediaType: "text/html; charset=utf-8", isNegotiated: false,
                fields: [.contentSecurityPolicy: Self.pagePolicy], route: .home, maker: maker)
        }
        openAPI = Deferred { [read = configuration.openAPI] in
            read().map { document in
                StaticDocument(
                    document, mediaType: "application/json", isNegotiated: true, route: .openAPI,
                    maker: maker)
            }
        }
    }
}
