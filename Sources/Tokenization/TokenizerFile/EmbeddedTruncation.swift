/// The truncation that tokenizer.json declares.
struct EmbeddedTruncation {
    let maximumLength: Int
    let side: TruncationSide

    /// Reads `truncation`, and also checks the members that Fledge leaves to the caller: the strategy and the stride.
    ///
    /// - Throws: `FledgeError` with category `data` for an unknown, wrong or missing member.
    init(_ fields: ComponentFields) throws {
        try fields.requireOnly("direction", "max_length", "strategy", "stride")
        maximumLength = try fields.integer("max_length")
        _ = try fields.integer("stride")
        _ = try fields.choice(
            "strategy",
            of: [
                ("LongestFirst", TruncationStrategy.longestFirst), ("OnlyFirst", .onlyFirst),
                ("OnlySecond", .onlySecond),
            ])
        side =
            fields["direction"] == nil
            ? .right : try fields.choice("direction", of: [("Left", .left), ("Right", .right)])
    }
}
