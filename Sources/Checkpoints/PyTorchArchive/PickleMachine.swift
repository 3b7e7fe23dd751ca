import InputOutput

/// Reads a pickle as a description of tensors, without executing anything.
///
/// A pickle is a program for a stack machine. This machine knows the operations that torch.save writes, in protocols 2
/// to 5, and interprets only the few classes and functions of ``PyTorchGlobal``; everything else is rejected. Time and
/// memory are bounded by the pickle's size and by ``maximumOperations``.
struct PickleMachine {
    /// The maximum number of operations of any pickle, enough for about 80,000 tensors. No pickle may have more
    /// operations than bytes, copies of lists included.
    static let maximumOperations = 2_000_000
    /// The maximum stack depth, including open marks; Python writes at most 1000 entries of a container at a time.
    static let maximumDepth = 100_000

    /// The bytes starting with the pickle, which need not extend to their end.
    let bytes: ArchiveBytes
    /// The location of the pickle, for messages.
    let place: PicklePlace
    /// All objects so far.
    var objects = PickleObjects()

    var position = 0
    var operationStart = 0
    var operations = 0
    var stack: [PickleValue] = []
    var marks: [Int] = []
    /// Memo values by index; Python starts at 0 or, in its second version, at 1.
    var memo: [PickleValue?] = []

    init(_ bytes: UnsafeRawBufferPointer, at place: PicklePlace) {
        self.bytes = ArchiveBytes(bytes)
        self.place = place
    }

    /// Runs the pickle up to its STOP, which leaves ``position`` after it.
    ///
    /// - Returns: The object that the pickle describes.
    /// - Throws: `FledgeError` with category `data`, at the byte of the operation.
    mutating func run() throws -> PickleValue {
        while true {
            operationStart = position
            let byte = try take(UInt8.self)
            try countOperations(1)
            guard let opcode = PickleOpcode(rawValue: byte) else {
                throw error(
                    "the pickle has an operation that loading weights does not need; nothing was executed",
                    found: PickleOpcode.name(byte), advice: PicklePlace.refusalAdvice)
            }
            if opcode == .stop {
                let value = try pop()
                guard stack.isEmpty, marks.isEmpty else { throw error("the pickle leaves values behind at its end") }
                return value
            }
            try perform(opcode)
            guard stack.count + marks.count <= Self.maximumDepth else {
                throw error(
                    "the pickle's stack is too deep; nothing was executed",
                    expected: "at most \(Self.maximumDepth) values", advice: PicklePlace.refusalAdvice)
            }
        }
    }

    /// Counts work that takes time or memory towards the limit.
    mutating func countOperations(_ count: Int) throws {
        operations += count
        let maximum = min(Self.maximumOperations, bytes.count)
        guard operations <= maximum else {
            throw error(
                "the pickle is too long; nothing was executed",
                expected: "at most \(maximum) operations", advice: PicklePlace.refusalAdvice)
        }
    }

    private mutating func perform(_ opcode: PickleOpcode) throws {
        switch opcode {
        case .protocolVersion: try readProtocolVersion()
        case .frame: try readFrame()
        case .stop: break
        case .mark: marks.append(stack.count)
        case .none: stack.append(.none)
        case .newTrue: stack.append(.boolean(true))
        case .newFalse: stack.append(.boolean(false))
        case .integer4: stack.append(.integer(Int(try take(Int32.self))))
        case .integer1: stack.append(.integer(Int(try take(UInt8.self))))
        case .integer2: stack.append(.integer(Int(try take(UInt16.self))))
        case .longInteger1: stack.append(try takeLongInteger())
        case .float:
            try skip(8)
            stack.append(.real)
        case .unicode4, .string4: stack.append(.text(try takeText(Int(try take(UInt32.self)))))
        case .unicode1, .string1: stack.append(.text(try takeText(Int(try take(UInt8.self)))))
        case .emptyTuple: pushTuple(of: 0)
        case .tuple1: try pushTuple(checking: 1)
        case .tuple2: try pushTuple(checking: 2)
        case .tuple3: try pushTuple(checking: 3)
        case .tuple: pushTuple(of: stack.count - (try popMark()))
        case .emptyList:
            objects.lists.append([])
            stack.append(.list(objects.lists.count - 1))
        case .append: try appendToList(from: stack.count - 1)
        case .appends: try appendToList(from: popMark())
        case .emptyDictionary: pushDictionary(PickleDictionary())
        case .setItem: try setItems(from: stack.count - 2)
        case .setItems: try setItems(from: popMark())
        case .put1: try remember(at: Int(try take(UInt8.self)))
        case .put4: try remember(at: Int(try take(UInt32.self)))
        case .memoize: try remember(at: memo.count)
        case .get1: try recall(Int(try take(UInt8.self)))
        case .get4: try recall(Int(try take(UInt32.self)))
        case .global: try pushGlobal(module: takeLine(), name: takeLine())
        case .stackGlobal: try pushStackGlobal()
        case .persistentID: try pushStorage()
        case .reduce: try reduce()
        case .build: try build()
        }
    }

    private mutating func readProtocolVersion() throws {
        let version = try take(UInt8.self)
        guard operationStart == 0, (2...5).contains(version) else {
            throw error("the pickle has an unknown protocol", expected: "2 to 5 at its start", found: "\(version)")
        }
    }

    private mutating func readFrame() throws {
        let count = try take(UInt64.self)
        guard count <= UInt64(bytes.count - position) else {
            throw error(
                "the pickle has a frame that ends behind it", expected: "at most \(bytes.count - position) bytes",
                found: "\(count) bytes")
        }
    }
}
