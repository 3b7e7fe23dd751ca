// swift-tools-version: 6.1
import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A room of the house: a Swift target with the settings that all of them share.
func room(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: swiftSettings)
}

/// The tests of a room.
func tests(of room: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(room)Tests",
        dependencies: [.byName(name: room), "TestSupport"] + dependencies,
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
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CLibCrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CUtf8proc", providers: [.apt(["libutf8proc-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "CTensorKernels"),

        room("InputOutput"),
        room("TensorKernels", ["COpenBLAS", "CTensorKernels", "InputOutput"]),
        room("Tokenization", ["CUtf8proc", "InputOutput"]),
        room("Checkpoints", ["InputOutput"]),
        room("Entities"),
        room("Hashing", ["CLibCrypto"]),
        room("ModelHub", ["InputOutput", "Hashing"]),
        room("Encoders", ["TensorKernels", "Checkpoints", "InputOutput"]),
        room("TaskHeads", ["Encoders", "TensorKernels", "Checkpoints", "Entities", "InputOutput"]),
        room("Optimization", ["TensorKernels", "CTensorKernels"]),
        room(
            "Datasets",
            [
                "CZlib", "CZstd", "InputOutput", "Hashing", "Tokenization", "Entities",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        room("RunRecords", ["InputOutput", .product(name: "GRDB", package: "GRDB.swift")]),
        room("Evaluation", ["Entities", "InputOutput"]),
        room(
            "Inference",
            ["Tokenization", "TaskHeads", "Encoders", "Entities", "TensorKernels", "Checkpoints", "InputOutput"]),
        room(
            "Labelling",
            [
                "Inference", "Datasets", "Entities", "TaskHeads", "TensorKernels", "Checkpoints", "InputOutput",
                "Hashing", .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        room(
            "Training",
            [
                "TaskHeads", "Optimization", "Datasets", "Evaluation", "Inference", "Encoders", "Entities",
                "TensorKernels",
                "Tokenization", "Checkpoints", "InputOutput",
            ]),
        room(
            "Fledge",
            [
                "Training", "Inference", "Datasets", "Entities", "Evaluation", "TaskHeads", "TensorKernels",
                "Tokenization",
                "Checkpoints", "ModelHub", "InputOutput",
            ]),
        .executableTarget(
            name: "FledgeCommand",
            dependencies: [
                "Training", "Labelling", "Inference", "Datasets", "Entities", "RunRecords", "Evaluation", "TaskHeads",
                "Encoders",
                "TensorKernels", "Tokenization", "Checkpoints", "ModelHub", "InputOutput",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: swiftSettings),

        .target(
            name: "TestSupport", dependencies: ["InputOutput"], path: "Tests/TestSupport", swiftSettings: swiftSettings),
        tests(of: "InputOutput"),
        tests(of: "Hashing", ["InputOutput"]),
        .target(
            name: "TileEmulation", dependencies: ["CTensorKernels"], path: "Tests/TileEmulation",
            cSettings: [.headerSearchPath("."), .headerSearchPath("../../Sources/CTensorKernels")]),
        tests(of: "TensorKernels", ["TileEmulation"]),
        tests(of: "Tokenization", ["Hashing"]),
        tests(of: "Checkpoints"),
        tests(of: "Entities"),
        tests(of: "ModelHub", ["Hashing"]),
        tests(of: "Encoders", ["TaskHeads"]),
        tests(of: "TaskHeads", ["Entities", "Optimization"]),
        tests(of: "Optimization"),
        tests(of: "Datasets"),
        tests(of: "RunRecords", [.product(name: "GRDB", package: "GRDB.swift")]),
        tests(of: "Evaluation", ["Entities"]),
        tests(of: "Inference"),
        tests(of: "Labelling", [.product(name: "GRDB", package: "GRDB.swift")]),
        tests(of: "Training"),
        tests(of: "Fledge"),
        tests(of: "FledgeCommand", ["Checkpoints", "RunRecords", "TensorKernels"]),
    ]
)
