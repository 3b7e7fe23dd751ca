/// The mapping from TensorFlow's numbered element types, `DataType`, to Fledge's.
///
/// Source: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/types.proto
enum TensorFlowElementType {
    /// Returns the element type with a number; `nil` if there is none.
    static func elementType(_ number: Int) -> TensorElementType? {
        switch number {
        case 1: .float32
        case 2: .float64
        case 3: .int32
        case 4: .uint8
        case 5: .int16
        case 6: .int8
        case 8: .complex64
        case 9: .int64
        case 10: .bool
        case 14: .bfloat16
        case 17: .uint16
        case 19: .float16
        case 22: .uint32
        case 23: .uint64
        case 24: .float8E5M2
        case 25: .float8E4M3
        default: nil
        }
    }

    /// Returns true if a number is a type that weights never have: strings, quantized and complex numbers, resource
    /// handles, and user-defined types.
    static func isForeign(_ number: Int) -> Bool {
        switch number {
        case 7, 11, 12, 13, 15, 16, 18, 20, 21, 26...64: true
        default: false
        }
    }
}
