// swift-tools-version: 6.1
import PackageDescription

// Benchmarks of Fledge's kernels. Symbolic links lead to the modules to be measured, instead of a dependency on the
// package above: that keeps the functions of CTensorKernels and declarations with `package` access visible, keeps
// measuring code out of the product, and builds only the modules that are measured.

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "fledge-benchmarks",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "kernels", targets: ["KernelBenchmarks"])],
    targets: [
        .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
        .target(name: "CTensorKernels"),
        .target(name: "InputOutput", swiftSettings: swiftSettings),
        .target(
            name: "TensorKernels", dependencies: ["COpenBLAS", "CTensorKernels", "InputOutput"],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "KernelBenchmarks", dependencies: ["CTensorKernels", "TensorKernels", "InputOutput"],
            swiftSettings: swiftSettings),
    ]
)
