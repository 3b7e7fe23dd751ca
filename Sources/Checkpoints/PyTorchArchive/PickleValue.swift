/// A value on the stack of a ``PickleMachine``.
///
/// Containers are numbers that lead into ``PickleObjects``, and texts are places in the pickle. So a value owns no
/// memory: neither a deep nest of containers nor one that contains itself costs more than the bytes that describe it.
enum PickleValue {
    case none
    case boolean(Bool)
    case integer(Int)
    /// An integer that does not fit: its little-endian bytes in the pickle.
    case longInteger(PickleText)
    case real
    case text(PickleText)
    case tuple(PickleTuple)
    /// A number in ``PickleObjects/lists``.
    case list(Int)
    /// A number in ``PickleObjects/dictionaries``.
    case dictionary(Int)
    case global(PyTorchGlobal)
    /// A number in ``PickleObjects/storages``.
    case storage(Int)
    /// A number in ``PickleObjects/tensors``.
    case tensor(Int)

    /// What the value is, for messages.
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

/// A place in the bytes of a pickle that holds text.
struct PickleText {
    let start: Int
    let count: Int
}

/// A range of ``PickleObjects/tupleElements``.
struct PickleTuple {
    let start: Int
    let count: Int
}

/// A dict of a pickle. Keys are not compared, so that a pickle costs no more time than it has bytes.
struct PickleDictionary {
    var isOrdered = false
    var entries: [(key: PickleValue, value: PickleValue)] = []
}

/// What a pickle says of a storage.
struct PickledStorage {
    let elementType: TensorElementType
    let key: PickleText
    /// The number of elements.
    let count: Int
}

/// What a pickle says of a tensor, not yet checked against its storage.
struct PickledTensor {
    let storage: Int
    let offset: Int
    let shape: PickleTuple
    let strides: PickleTuple
}

/// All objects that a pickle describes, side by side.
struct PickleObjects {
    var tupleElements: [PickleValue] = []
    var lists: [[PickleValue]] = []
    var dictionaries: [PickleDictionary] = []
    var storages: [PickledStorage] = []
    var tensors: [PickledTensor] = []

    func elements(of tuple: PickleTuple) -> ArraySlice<PickleValue> {
        tupleElements[tuple.start..<tuple.start + tuple.count]
    }

    /// The elements of a tuple of integers; nil where something else is among them.
    func integers(of tuple: PickleTuple) -> [Int]? {
        var integers: [Int] = []
        for element in elements(of: tuple) {
            guard case .integer(let value) = element else { return nil }
            integers.append(value)
        }
        return integers
    }
}
