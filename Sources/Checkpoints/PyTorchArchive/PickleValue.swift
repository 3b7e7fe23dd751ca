/// A value on the stack of a ``PickleMachine``.
///
/// Containers are indices into ``PickleObjects``, and texts are ranges of the pickle. So a value owns no memory:
/// neither deeply nested containers nor one that contains itself cost more than the bytes that describe them.
enum PickleValue {
    case none
    case boolean(Bool)
    case integer(Int)
    /// An integer that does not fit, given by its little-endian bytes in the pickle.
    case longInteger(PickleText)
    case real
    case text(PickleText)
    case tuple(PickleTuple)
    /// An index into ``PickleObjects/lists``.
    case list(Int)
    /// An index into ``PickleObjects/dictionaries``.
    case dictionary(Int)
    case global(PyTorchGlobal)
    /// An index into ``PickleObjects/storages``.
    case storage(Int)
    /// An index into ``PickleObjects/tensors``.
    case tensor(Int)

    /// The kind of value, for messages.
    var kind: String {
        switch self {
        case .none: "None"
        case .boolean: "a bool"
        case .integer, .longInteger: "an int"
        case .real: "a float"
        case .text: "a str"
        case .tuple: "a tuple"
        case .list: "a list"
        case .dictionary: "a dict"
        case .global(let global): global.name
        case .storage: "a storage"
        case .tensor: "a tensor"
        }
    }
}

/// A range of a pickle's bytes that contains text.
struct PickleText {
    let start: Int
    let count: Int
}

/// A range of ``PickleObjects/tupleElements``.
struct PickleTuple {
    let start: Int
    let count: Int
}

/// A dict of a pickle. Keys are not compared, so that the time is bounded by the pickle's size.
struct PickleDictionary {
    var isOrdered = false
    var entries: [(key: PickleValue, value: PickleValue)] = []
}

/// A pickle's description of a storage.
struct PickledStorage {
    let elementType: TensorElementType
    let key: PickleText
    /// The number of elements.
    let count: Int
}

/// A pickle's description of a tensor, not yet checked against its storage.
struct PickledTensor {
    let storage: Int
    let offset: Int
    let shape: PickleTuple
    let strides: PickleTuple
}

/// All objects that a pickle describes.
struct PickleObjects {
    var tupleElements: [PickleValue] = []
    var lists: [[PickleValue]] = []
    var dictionaries: [PickleDictionary] = []
    var storages: [PickledStorage] = []
    var tensors: [PickledTensor] = []

    func elements(of tuple: PickleTuple) -> ArraySlice<PickleValue> {
        tupleElements[tuple.start..<tuple.start + tuple.count]
    }

    /// The elements of a tuple of integers; `nil` if it contains anything else.
    func integers(of tuple: PickleTuple) -> [Int]? {
        var integers: [Int] = []
        for element in elements(of: tuple) {
            guard case .integer(let value) = element else { return nil }
            integers.append(value)
        }
        return integers
    }
}
