import InputOutput

/// The text of a pair that loses tokens if both together are too long.
public enum TruncationStrategy: String, Sendable, CaseIterable {
    /// The longer one until both are equally long, then both in turn.
    case longestFirst = "longest_first"
    /// The first one; an error if that is not enough.
    case onlyFirst = "only_first"
    /// The second one; an error if that is not enough, or if there is none.
    case onlySecond = "only_second"
}

/// The lengths that texts are truncated to, as the reference computes them.
struct Truncation {
    let strategy: TruncationStrategy
    /// The maximum number of ids, including special tokens.
    let maximumLength: Int
    /// The number of special tokens.
    let addedCount: Int

    /// The maximum number of tokens of both texts together.
    var budget: Int { maximumLength - addedCount }

    /// - Throws: `FledgeError` with category `usage` if the special tokens alone are too many.
    func requireRoom() throws {
        guard budget >= 0 else {
            throw FledgeError(
                .usage, "the maximum length \(maximumLength) leaves no room for the special tokens",
                expected: "at least \(addedCount)", found: "\(maximumLength)")
        }
    }

    /// The number of ids of each text that are kept.
    ///
    /// - Parameters:
    ///   - first: The number of ids of the first text.
    ///   - second: The number of ids of the second text; `nil` if there is none.
    /// - Throws: `FledgeError` with category `usage` if the strategy cannot reach the length.
    func lengths(first: Int, second: Int?) throws -> (first: Int, second: Int) {
        let surplus = first + (second ?? 0) - budget
        guard surplus > 0 else { return (first, second ?? 0) }
        if budget == 0 { return (0, 0) }
        switch (strategy, second) {
        case (.longestFirst, nil): return (budget, 0)
        case (.longestFirst, .some(let second)): return longestFirst(first, second)
        case (.onlyFirst, _):
            guard first > surplus else { throw tooShort("first", length: first, surplus: surplus) }
            return (first - surplus, second ?? 0)
        case (.onlySecond, .some(let second)):
            guard second > surplus else { throw tooShort("second", length: second, surplus: surplus) }
            return (first, second - surplus)
        case (.onlySecond, nil):
            throw FledgeError(
                .usage, "only the second text may be truncated, but there is none",
                expected: "a pair of texts, or another truncation strategy",
                found: "one text of \(first) tokens for a maximum of \(budget)")
        }
    }

    /// The shorter text keeps its length if possible; otherwise the budget is halved and the longer one gets the odd
    /// token.
    private func longestFirst(_ first: Int, _ second: Int) -> (first: Int, second: Int) {
        let isFirstLonger = first > second
        var shorter = min(first, second)
        var longer = shorter > budget ? shorter : max(shorter, budget - shorter)
        if shorter + longer > budget {
            shorter = budget / 2
            longer = shorter + budget % 2
        }
        return isFirstLonger ? (longer, shorter) : (shorter, longer)
    }

    private func tooShort(_ text: String, length: Int, surplus: Int) -> FledgeError {
        FledgeError(
            .usage, "the \(text) text is too short to be truncated to the maximum length \(maximumLength)",
            expected: "more than \(surplus) tokens in it", found: "\(length)",
            advice: "raise the maximum length or truncate the longest text first")
    }
}
