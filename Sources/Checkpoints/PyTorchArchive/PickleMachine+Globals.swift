import InputOutput

/// Classes, functions and the objects they create.
extension PickleMachine {
    /// More dimensions than any model's tensor has.
    static let maximumRank = 16

    mutating func pushGlobal(module: PickleText, name: PickleText) throws {
        let (module, name) = (content(of: module), content(of: name))
        guard let global = PyTorchGlobal(module: module, name: name) else {
            throw error(
                "the pickle asks for something that loading weights does not need; nothing was executed",
                expected: PyTorchGlobal.expected,
                found: "\(operationName) \(String(excerptOf: module)).\(String(excerptOf: name))",
                advice: PicklePlace.refusalAdvice)
        }
        stack.append(.global(global))
    }

    mutating func pushStackGlobal() throws {
        let (name, module) = (try pop(), try pop())
        guard case .text(let name) = name, case .text(let module) = module else {
            throw error(
                "the pickle asks for something without a name; nothing was executed", expected: "two str",
                found: "\(module.kind) and \(name.kind)", advice: PicklePlace.refusalAdvice)
        }
        try pushGlobal(module: module, name: name)
    }

    /// Pops a persistent id, which describes a storage: `("storage", class, key, device, number of elements)`, followed
    /// by None in the layout before torch 1.6.
    mutating func pushStorage() throws {
        guard case .tuple(let id) = try pop() else { throw wrongPersistentID("something else") }
        let parts = Array(objects.elements(of: id).prefix(7))
        guard (5...6).contains(parts.count), isText(parts[0], "storage"), case .global(let global) = parts[1],
            case .storage(let elementType) = global, case .text(let key) = parts[2], case .text = parts[3],
            case .integer(let count) = parts[4], count >= 0, key.count <= 100
        else { throw wrongPersistentID("(\(parts.map(\.kind).joined(separator: ", ")))") }
        if parts.count == 6 {
            guard case .none = parts[5] else { throw wrongPersistentID("a view of another storage") }
        }
        objects.storages.append(PickledStorage(elementType: elementType, key: key, count: count))
        stack.append(.storage(objects.storages.count - 1))
    }

    /// Pops a function and its arguments and pushes the value that the function would return.
    mutating func reduce() throws {
        let (arguments, function) = (try pop(), try pop())
        guard case .tuple(let tuple) = arguments, case .global(let global) = function else {
            throw wrongCall(of: function, with: arguments)
        }
        let values = Array(objects.elements(of: tuple).prefix(8))
        switch (global, values.count) {
        case (.orderedDict, 0):
            pushDictionary(PickleDictionary(isOrdered: true))
        case (.orderedDict, 1):
            try pushOrderedDict(of: values[0])
        case (.size, 1):
            guard case .tuple = values[0] else { throw wrongCall(of: function, with: arguments) }
            stack.append(values[0])
        case (.rebuildParameter, 3):
            guard case .tensor = values[0], case .boolean = values[1], isEmptyOrderedDict(values[2]) else {
                throw wrongCall(of: function, with: arguments)
            }
            stack.append(values[0])
        case (.rebuildTensor, 6...7):
            guard let tensor = tensor(values) else { throw wrongCall(of: function, with: arguments) }
            objects.tensors.append(tensor)
            stack.append(.tensor(objects.tensors.count - 1))
        default:
            throw wrongCall(of: function, with: arguments)
        }
    }

    /// Pops the attributes of an OrderedDict; a state dict has only `_metadata`, which is not needed.
    mutating func build() throws {
        let (state, object) = (try pop(), try pop())
        guard case .dictionary(let index) = object, objects.dictionaries[index].isOrdered,
            case .dictionary(let attributes) = state
        else {
            throw error(
                "the pickle sets a state that loading weights does not need; nothing was executed",
                expected: "attributes of an OrderedDict", found: "BUILD of \(object.kind) with \(state.kind)",
                advice: PicklePlace.refusalAdvice)
        }
        for (key, _) in objects.dictionaries[attributes].entries where !isText(key, "_metadata") {
            throw error(
                "the pickle sets an attribute that loading weights does not need; nothing was executed",
                expected: "only _metadata", found: "BUILD with \(excerpt(of: key))",
                advice: PicklePlace.refusalAdvice)
        }
        stack.append(object)
    }

    /// The form written by Python 2, which calls the class with a list of pairs.
    private mutating func pushOrderedDict(of argument: PickleValue) throws {
        guard case .list(let pairs) = argument else {
            throw wrongCall(of: .global(.orderedDict), with: argument)
        }
        try countOperations(objects.lists[pairs].count)
        var dictionary = PickleDictionary(isOrdered: true)
        for pair in objects.lists[pairs] {
            guard case .list(let index) = pair, objects.lists[index].count == 2 else {
                throw wrongCall(of: .global(.orderedDict), with: pair)
            }
            dictionary.entries.append((objects.lists[index][0], objects.lists[index][1]))
        }
        pushDictionary(dictionary)
    }

    /// The tensor of `_rebuild_tensor_v2(storage, offset, size, strides, requires_grad, hooks[, metadata])`; `nil` if
    /// the arguments do not have this form.
    private func tensor(_ values: [PickleValue]) -> PickledTensor? {
        guard case .storage(let storage) = values[0], case .integer(let offset) = values[1],
            case .tuple(let shape) = values[2], case .tuple(let strides) = values[3], case .boolean = values[4],
            isEmptyOrderedDict(values[5]), values.count == 6 || isEmptyMetadata(values[6]),
            shape.count == strides.count, shape.count <= Self.maximumRank,
            objects.integers(of: shape) != nil, objects.integers(of: strides) != nil
        else { return nil }
        return PickledTensor(storage: storage, offset: offset, shape: shape, strides: strides)
    }

    private func isEmptyOrderedDict(_ value: PickleValue) -> Bool {
        guard case .dictionary(let index) = value else { return false }
        return objects.dictionaries[index].isOrdered && objects.dictionaries[index].entries.isEmpty
    }

    private func isEmptyMetadata(_ value: PickleValue) -> Bool {
        switch value {
        case .none: true
        case .dictionary(let index): objects.dictionaries[index].entries.isEmpty
        default: false
        }
    }

    private func wrongPersistentID(_ found: String) -> FledgeError {
        error(
            "the pickle refers to something that is no storage; nothing was executed",
            expected: "('storage', a storage class, key, device, number of elements)",
            found: "BINPERSID of \(found)", advice: PicklePlace.refusalAdvice)
    }

    private func wrongCall(of function: PickleValue, with arguments: PickleValue) -> FledgeError {
        var found = arguments.kind
        if case .tuple(let tuple) = arguments {
            let kinds = objects.elements(of: tuple).prefix(10).map(\.kind)
            found = "(\(kinds.joined(separator: ", "))\(tuple.count > 10 ? ", …" : ""))"
        }
        return error(
            "the pickle makes a call that loading weights does not need; nothing was executed",
            expected: "the call that torch.save writes", found: "REDUCE of \(function.kind) with \(found)",
            advice: PicklePlace.refusalAdvice)
    }

    private func excerpt(of value: PickleValue) -> String {
        guard case .text(let text) = value else { return value.kind }
        return String(excerptOf: content(of: text))
    }

    private var operationName: String { PickleOpcode.name(bytes.bytes[operationStart]) }
}
