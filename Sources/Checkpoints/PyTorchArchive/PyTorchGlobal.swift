/// The classes and functions that a pickle of weights may refer to. They are only symbols and never looked up.
enum PyTorchGlobal {
    case orderedDict
    case rebuildTensor
    case rebuildParameter
    case size
    case storage(TensorElementType)

    /// - Returns: `nil` if loading weights does not need it.
    init?(module: some Collection<UInt8>, name: some Collection<UInt8>) {
        guard module.count + name.count <= 100 else { return nil }
        let qualifiedName = String(decoding: module, as: UTF8.self) + "." + String(decoding: name, as: UTF8.self)
        guard let known = Self.known[qualifiedName] else { return nil }
        self = known
    }

    /// The names that are allowed, for messages.
    static let expected =
        "only collections.OrderedDict, torch._utils._rebuild_tensor_v2, torch._utils._rebuild_parameter, torch.Size "
        + "and the storage classes of torch"

    /// The name in Python, for messages.
    var name: String {
        switch self {
        case .orderedDict: "collections.OrderedDict"
        case .rebuildTensor: "torch._utils._rebuild_tensor_v2"
        case .rebuildParameter: "torch._utils._rebuild_parameter"
        case .size: "torch.Size"
        case .storage(let type): "a storage class of \(type.rawValue)"
        }
    }

    private static let known: [String: PyTorchGlobal] = [
        "collections.OrderedDict": .orderedDict,
        "torch._utils._rebuild_tensor_v2": .rebuildTensor,
        "torch._utils._rebuild_parameter": .rebuildParameter,
        "torch.Size": .size,
        "torch.FloatStorage": .storage(.float32),
        "torch.HalfStorage": .storage(.float16),
        "torch.BFloat16Storage": .storage(.bfloat16),
        "torch.DoubleStorage": .storage(.float64),
        "torch.LongStorage": .storage(.int64),
        "torch.IntStorage": .storage(.int32),
        "torch.ShortStorage": .storage(.int16),
        "torch.CharStorage": .storage(.int8),
        "torch.ByteStorage": .storage(.uint8),
        "torch.BoolStorage": .storage(.bool),
        "torch.UntypedStorage": .storage(.uint8),
        "torch.storage.UntypedStorage": .storage(.uint8),
    ]
}
