// swift-tools-version: 6.2
import PackageDescription

// Warnings stop the build only where CI asks for it, so that a newer compiler never breaks a user.
var settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]
if Context.environment["CLINIC_STRICT"] != nil {
    settings += [
        .treatAllWarnings(as: .error),
        .treatWarning("ExplicitSendable", as: .error),
    ]
}

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(
    name: "Configuration", package: "swift-configuration")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "clinic",
    products: [.executable(name: "clinic", targets: ["clinic"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0",
            traits: [.defaults, "YAML"]),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // System libraries: headers and shims, no logic.
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Bytes in, bytes out.
        .target(name: "Digests", dependencies: ["COpenSSL"], swiftSettings: settings),
        .target(name: "Gzip", dependencies: ["CZlib"], swiftSettings: settings),

        // The domain, and where it is kept.
        .target(name: "ClinicCore", swiftSettings: settings),
        .target(
            name: "ClinicStore",
            dependencies: ["ClinicCore", "Digests", grdb, yams, logging, metrics],
            swiftSettings: settings),

        // HTTP: the protocol, and the engine that speaks it.
        .target(name: "HTTP", dependencies: [httpTypes], swiftSettings: settings),
        .target(
            name: "HTTPServer",
            dependencies: [
                "HTTP", "CLinux", "COpenSSL", "Gzip", httpTypes, logging, metrics,
            ],
            exclude: ["THREAT-MODEL.md"],
            swiftSettings: settings),

        // Who is told of changes, over the network.
        .target(
            name: "Webhooks",
            dependencies: [
                "CCurl", "ClinicCore", "ClinicStore", "Digests", "HTTP", logging, metrics,
            ],
            swiftSettings: settings),

        // Request to response, and the program.
        .target(
            name: "ClinicAPI",
            dependencies: [
                "HTTP", "ClinicCore", "ClinicStore", "Digests", "Gzip", httpTypes, logging,
                metrics,
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "clinic",
            dependencies: [
                "ClinicAPI", "ClinicCore", "ClinicStore", "COpenSSL", "HTTP", "HTTPServer",
                "Webhooks",
                argumentParser, configuration, logging, metrics, systemPackage, yams,
            ],
            swiftSettings: settings),

        .testTarget(
            name: "ClinicCoreTests", dependencies: ["ClinicCore"], swiftSettings: settings),
        .testTarget(
            name: "DigestsTests", dependencies: ["Digests"], swiftSettings: settings),
        .testTarget(name: "GzipTests", dependencies: ["Gzip"], swiftSettings: settings),
        .testTarget(
            name: "HTTPTests", dependencies: ["HTTP", httpTypes], swiftSettings: settings),
        // Certificates and a client, for the tests of TLS.
        .testTarget(
            name: "TLSTesting", dependencies: ["COpenSSL"], swiftSettings: settings),
        .testTarget(
            name: "HTTPServerTests",
            dependencies: ["HTTPServer", "HTTP", "CLinux", "TLSTesting", httpTypes, logging],
            swiftSettings: settings),
        .testTarget(
            name: "ClinicStoreTests",
            dependencies: ["ClinicStore", "ClinicCore", "Digests", grdb, logging],
            swiftSettings: settings),
        .testTarget(
            name: "WebhooksTests",
            dependencies: [
                "Webhooks", "ClinicCore", "ClinicStore", "HTTP", "HTTPServer", httpTypes, logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ClinicAPITests",
            dependencies: [
                "ClinicAPI", "ClinicCore", "ClinicStore", "Gzip", "HTTP", httpTypes, logging,
                metrics,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests", dependencies: ["clinic", "TLSTesting", argumentParser],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
