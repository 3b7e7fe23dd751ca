import Foundation
import Testing

/// The content of a safetensors file, read independently of the code under test.
struct SafetensorsContent: Equatable {
    struct Tensor: Equatable {
        var type: String
        var shape: [Int]
        var bytes: Data
    }

    /// The names of the tensors in the order of their elements.
    var names: [String]
    var tensors: [String: Tensor]
    var metadata: [String: String]

    init(path: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let start = 8 + data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        var entries = try #require(try JSONSerialization.jsonObject(with: data[8..<start]) as? [String: Any])
        metadata = entries.removeValue(forKey: "__metadata__") as? [String: String] ?? [:]
        var places: [String: Int] = [:]
        tensors = [:]
        for (name, entry) in entries {
            let entry = try #require(entry as? [String: Any])
            let offsets = try #require(entry["data_offsets"] as? [Int])
            places[name] = offsets[0]
            tensors[name] = Tensor(
                type: try #require(entry["dtype"] as? String), shape: try #require(entry["shape"] as? [Int]),
                bytes: Data(data[start + offsets[0]..<start + offsets[1]]))
        }
        names = places.sorted { $0.value < $1.value }.map(\.key)
    }
}

/// Rounds 32-bit floats to a 16-bit type by definition: to the nearest representable number, and ties to the one with
/// an even pattern.
struct NearestNumber {
    /// The finite numbers from 0 on; the index of each is its bit pattern.
    private let numbers: [Double]

    /// - Parameters:
    ///   - exponentBits: The number of exponent bits; the remaining bits after the sign are the fraction.
    init(exponentBits: Int) {
        let fractionBits = 15 - exponentBits
        let bias = 1 << (exponentBits - 1) - 1
        let infinity = (1 << exponentBits - 1) << fractionBits
        numbers = (0..<infinity).map { pattern in
            let (exponent, fraction) = (pattern >> fractionBits, Double(pattern & (1 << fractionBits - 1)))
            let unit = pow(2, Double(max(exponent, 1) - bias - fractionBits))
            return (exponent > 0 ? fraction + Double(1 << fractionBits) : fraction) * unit
        }
    }

    /// The pattern of the number nearest to one that does not exceed the largest.
    func pattern(_ value: Float) -> UInt16 {
        let magnitude = Double(value.magnitude)
        var (low, high) = (0, numbers.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if numbers[middle] <= magnitude { low = middle } else { high = middle - 1 }
        }
        if low + 1 < numbers.count {
            let (below, above) = (magnitude - numbers[low], numbers[low + 1] - magnitude)
            if above < below || above == below && low % 2 == 1 { low += 1 }
        }
        return UInt16(low) | (value.sign == .minus ? 0x8000 : 0)
    }
}
