import InputOutput

/// The stack, the memo and the containers.
extension PickleMachine {
    mutating func pop() throws -> PickleValue {
        guard stack.count > (marks.last ?? 0), let value = stack.popLast() else { throw stackTooShort }
        return value
    }

    /// Removes the last mark.
    ///
    /// - Returns: The number of values below it.
    mutating func popMark() throws -> Int {
        guard let mark = marks.popLast() else { throw error("the pickle ends a container that it did not begin") }
        return mark
    }

    mutating func pushTuple(checking count: Int) throws {
        guard stack.count - (marks.last ?? 0) >= count else { throw stackTooShort }
        pushTuple(of: count)
    }

    mutating func pushTuple(of count: Int) {
        let tuple = PickleTuple(start: objects.tupleElements.count, count: count)
        objects.tupleElements += stack.suffix(count)
        stack.removeLast(count)
        stack.append(.tuple(tuple))
    }

    mutating func pushDictionary(_ dictionary: PickleDictionary) {
        objects.dictionaries.append(dictionary)
        stack.append(.dictionary(objects.dictionaries.count - 1))
    }

    /// Moves the values above an index of the stack into the list below them.
    mutating func appendToList(from start: Int) throws {
        guard start > (marks.last ?? 0), start <= stack.count else { throw stackTooShort }
        guard case .list(let list) = stack[start - 1] else {
            throw error("the pickle appends to what is no list", found: stack[start - 1].kind)
        }
        objects.lists[list] += stack[start...]
        stack.removeSubrange(start...)
    }

    /// Moves the keys and values above an index of the stack into the dict below them.
    mutating func setItems(from start: Int) throws {
        guard start > (marks.last ?? 0), start <= stack.count else { throw stackTooShort }
        guard case .dictionary(let dictionary) = stack[start - 1] else {
            throw error("the pickle sets items of what is no dict", found: stack[start - 1].kind)
        }
        guard (stack.count - start).isMultiple(of: 2) else { throw error("the pickle sets a key without a value") }
        for index in stride(from: start, to: stack.count, by: 2) {
            objects.dictionaries[dictionary].entries.append((stack[index], stack[index + 1]))
        }
        stack.removeSubrange(start...)
    }

    /// Stores the top value in the memo, without popping it.
    mutating func remember(at index: Int) throws {
        guard stack.count > (marks.last ?? 0), let value = stack.last else { throw stackTooShort }
        guard index <= max(memo.count, 1) else {
            throw error(
                "the pickle leaves numbers of its memo out; nothing was executed",
                expected: "at most \(max(memo.count, 1))", found: "\(index)", advice: PicklePlace.refusalAdvice)
        }
        while memo.count <= index { memo.append(nil) }
        memo[index] = value
    }

    mutating func recall(_ index: Int) throws {
        guard index < memo.count, let value = memo[index] else {
            throw error("the pickle uses a number of its memo that has no value", found: "\(index)")
        }
        stack.append(value)
    }

    private var stackTooShort: FledgeError { error("the pickle takes a value from an empty stack") }
}
