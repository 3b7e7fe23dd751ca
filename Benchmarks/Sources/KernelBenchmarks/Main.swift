import CTensorKernels
import Foundation
import InputOutput
import TensorKernels

/// The speeds of the kernels on one thread of this machine.
private struct Findings: Encodable {
    struct Product: Encodable {
        let kernel: String, use: String
        let rows: Int, columns: Int, depth: Int
        let gflops: Double
        /// The share of one thread's peak in single precision; kernels of lower precision may exceed it.
        let shareOfPeak: Double
    }

    struct Speed: Encodable {
        let operation: String
        let elements: Int
        let elementsPerNanosecond: Double
    }

    let processor = Processor.name
    let kernelLevel = Processor.kernelLevel
    let openblasCore = OpenBLAS.status.core
    let peakGflops: Double
    var products: [Product] = []
    var operations: [Speed] = []

    var rendered: String {
        var table = TextTable(
            header: ["kernel", "use", "rows", "columns", "depth", "GFLOP/s", "of the peak"], leftColumns: 2)
        for product in products {
            let size = [product.rows, product.columns, product.depth].map(String.init)
            let speeds = [String(format: "%.1f", product.gflops), String(format: "%.0f %%", product.shareOfPeak * 100)]
            table.add([product.kernel, product.use] + size + speeds)
        }
        var others = TextTable(header: ["operation", "elements", "elements/ns"])
        for speed in operations {
            others.add([speed.operation, "\(speed.elements)", String(format: "%.2f", speed.elementsPerNanosecond)])
        }
        let heading =
            "\(processor), loops \(kernelLevel), OpenBLAS \(openblasCore); one thread, whose peak in registers is "
            + String(format: "%.1f GFLOP/s in single precision", peakGflops)
        let tables = [(products.isEmpty, table), (operations.isEmpty, others)].filter { !$0.0 }.map(\.1.rendered)
        let notes = OpenBLAS.status.isSlow ? ["note: " + OpenBLAS.status.advice] : []
        return ([heading] + notes + tables).joined(separator: "\n\n")
    }
}

private let usage = """
    usage: kernels [--json] [--seconds S] [NAME ...]

    Measures the kernels of Fledge on one thread: matrix multiplications in GFLOP/s, other operations in elements per
    nanosecond, each as the fastest of many runs. NAME: fp32, bf16, int8, or the beginning of an operation's name, such as
    LayerNorm; by default all. --seconds: time per measurement (default: 0.1). FLEDGE_MAX_ISA selects a lower instruction
    level.
    """

/// Prints the problem and the usage, and exits.
private func fail(_ problem: String) -> Never {
    FileHandle.standardError.write(Data("kernels: \(problem)\n\(usage)\n".utf8))
    exit(64)
}

@main
private struct Main {
    static func main() throws {
        var (json, budget, names) = (false, 0.1, [String]())
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            switch argument {
            case "--json": json = true
            case "--help", "-h": return print(usage)
            case "--seconds":
                guard let value = arguments.popFirst().flatMap(Double.init), value > 0 else {
                    fail("--seconds needs a number above 0")
                }
                budget = value
            case _ where argument.hasPrefix("-"): fail("unknown option \(argument)")
            default: names.append(argument)
            }
        }
        func isWanted(_ name: String) -> Bool { names.isEmpty || names.contains { name.hasPrefix($0) } }
        OpenBLAS.prepare()
        let stopwatch = Stopwatch(budget: budget)
        // Short measurements, since one that another program interrupts gives too low a peak.
        let peak = (0..<80).reduce(0) { best, _ in max(best, fledge_measure_peak(0.003)) }
        var findings = Findings(peakGflops: peak / 1e9)
        for kernel in ProductKernel.all where isWanted(kernel.name) {
            for shape in Shape.all {
                let gflops = shape.operations / stopwatch.fastest(kernel.prepare(shape)) / 1e9
                findings.products.append(
                    Findings.Product(
                        kernel: kernel.name, use: shape.use, rows: shape.rows, columns: shape.columns,
                        depth: shape.depth, gflops: gflops, shareOfPeak: gflops / findings.peakGflops))
            }
        }
        for operation in Operation.all where isWanted(operation.name) {
            let seconds = stopwatch.fastest(prepare: operation.prepare, operation.run)
            findings.operations.append(
                Findings.Speed(
                    operation: operation.name, elements: operation.elements,
                    elementsPerNanosecond: Double(operation.elements) / seconds / 1e9))
        }
        if findings.products.isEmpty, findings.operations.isEmpty {
            fail("nothing has the name \(names.joined(separator: ", "))")
        }
        print(json ? String(decoding: try JSONEncoder.forResults.encode(findings), as: UTF8.self) : findings.rendered)
    }
}
