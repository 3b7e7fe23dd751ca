// swift-tools-version: 6.1
import PackageDescription

// Measures the kernels of Fledge. The rooms that it measures are the product's own, by symbolic links, and not those of
// the package above as a dependency: the functions of CTensorKernels and what is of `package` access stay visible, no
// measuring code gets into the product, and nothing is built but what is measured.

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
