// swift-tools-version: 6.1
import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A module: a Swift target with the settings that all modules share.
func module(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: swiftSettings)
}

/// The tests of a module.
func tests(of module: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(module)Tests",
        dependencies: [.byName(name: module), "TestSupport"] + dependencies,
        swiftSettings: swiftSettings)
}

let package = Package(
    name: "fledge",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Fledge", targets: ["Fledge"]),
        .executable(name: "fledge", targets: ["FledgeCommand"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CLibCrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CUtf8proc", providers: [.apt(["libutf8proc-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "CTensorKernels"),
        .target(name: "CBuildInformation"),

        module("InputOutput"),
        module("TensorKernels", ["COpenBLAS", "CTensorKernels", "InputOutput"]),
        module("Tokenization", ["CUtf8proc", "InputOutput"]),
        module("Checkpoints", ["InputOutput"]),
        module("Entities"),
        module("Hashing", ["CLibCrypto"]),
        module("SQLite", ["CSQLite"]),
        module("ModelHub", ["InputOutput", "Hashing"]),
        module("Encoders", ["TensorKernels", "Checkpoints", "InputOutput"]),
        module("TaskHeads", ["Encoders", "TensorKernels", "Checkpoints", "Entities", "InputOutput"]),
        module("Optimization", ["TensorKernels", "CTensorKernels"]),
        module("Datasets", ["CZlib", "CZstd", "InputOutput", "Entities"]),
        module("DatasetCaching", ["CZlib", "InputOutput", "Hashing", "SQLite", "Tokenization", "Datasets"]),
        module("RunRecords", ["InputOutput", "SQLite"]),
        module("Evaluation", ["Entities", "InputOutput"]),
        module(
            "Inference",
            ["Tokenization", "TaskHeads", "Encoders", "Entities", "TensorKernels", "Checkpoints", "InputOutput"]),
        module(
            "Labelling",
            [
                "Inference", "Datasets", "Entities", "TaskHeads", "TensorKernels", "Checkpoints", "InputOutput",
                "Hashing", "SQLite",
            ]),
        module(
            "Training",
            [
                "TaskHeads", "Optimization", "Datasets", "DatasetCaching", "Evaluation", "Inference", "Encoders",
                "Entities",
                "TensorKernels",
                "Tokenization", "Checkpoints", "InputOutput",
            ]),
        module(
            "Fledge",
            [
                "Training", "Inference", "Datasets", "DatasetCaching", "Entities", "Evaluation", "TaskHeads",
                "TensorKernels",
                "Tokenization",
                "Checkpoints", "ModelHub", "InputOutput",
            ]),
        .executableTarget(
            name: "FledgeCommand",
            dependencies: [
                "Training", "Labelling", "Inference", "Datasets", "DatasetCaching", "Entities", "RunRecords",
                "Evaluation", "TaskHeads",
                "Encoders",
                "TensorKernels", "Tokenization", "Checkpoints", "ModelHub", "InputOutput", "CBuildInformation",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Yams", package: "Yams"),
            ],
            // Nothing is computed here, and the build waits for this module last: without the optimizer it takes a third
            // of the time.
            swiftSettings: swiftSettings + [.unsafeFlags(["-Onone"], .when(configuration: .release))]),

        .target(
            name: "TestSupport", dependencies: ["InputOutput"], path: "Tests/TestSupport", swiftSettings: swiftSettings),
        tests(of: "InputOutput"),
        tests(of: "Hashing", ["InputOutput"]),
        .target(
            name: "TileEmulation", dependencies: ["CTensorKernels"], path: "Tests/TileEmulation",
            cSettings: [.headerSearchPath("."), .headerSearchPath("../../Sources/CTensorKernels")]),
        tests(of: "SQLite"),
        tests(of: "TensorKernels", ["TileEmulation"]),
        tests(of: "Tokenization", ["Hashing"]),
        tests(of: "Checkpoints"),
        tests(of: "Entities"),
        tests(of: "ModelHub", ["Hashing"]),
        tests(of: "Encoders", ["TaskHeads"]),
        tests(of: "TaskHeads", ["Entities", "Optimization"]),
        tests(of: "Optimization"),
        tests(of: "Datasets", ["DatasetCaching"]),
        tests(of: "DatasetCaching", ["SQLite"]),
        tests(of: "RunRecords", ["SQLite"]),
        tests(of: "Evaluation", ["Entities"]),
        tests(of: "Inference"),
        tests(of: "Labelling", ["SQLite"]),
        tests(of: "Training"),
        tests(of: "Fledge"),
        tests(of: "FledgeCommand", ["Checkpoints", "Hashing", "InputOutput", "RunRecords", "SQLite", "TensorKernels"]),
    ]
)
