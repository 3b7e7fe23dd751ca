import InputOutput

extension LabelWork {
    /// Reads labels, each of which is a number.
    mutating func readNumbers() throws {
        unwrapNumbers()
        try readDecimalCommas()
        for (index, label) in written.enumerated() {
            guard let text = names[index].first, let number = Double(text), number.isFinite, NumberText(text) != nil
            else {
                throw FledgeError(
                    .data, at: place(label), "the label is not a number", expected: "a number",
                    found: "\"\(Spelling.shortened(label.text))\"", advice: DecimalComma.advice(label.text))
            }
        }
    }

    /// Unwraps numbers in lists of one.
    private mutating func unwrapNumbers() {
        let lists = written.map { WrittenList($0.text) }
        guard let example = first(written), lists.allSatisfy({ $0?.elements.count == 1 }) else { return }
        names = lists.map { $0?.texts ?? [] }
        find(
            .labelLists, written,
            "labels are lists of one, such as \(Spelling.shortened(example.text)): the number in them is read")
    }

    /// Reads commas as decimal points, if they cannot mean anything else.
    mutating func readDecimalCommas() throws {
        let indices = names.indices.filter { names[$0].contains { $0.contains(",") } }
        let labels = indices.map { written[$0] }
        guard let example = first(labels) else { return }
        let havePoints = names.joined().contains { $0.contains(".") }
        let numbers = indices.map { names[$0].first.flatMap { NumberText($0, decimal: ",") } }
        guard !numbers.contains(nil) else {
            let wrong = first(zip(labels, numbers).filter { $0.1 == nil }.map(\.0)) ?? example
            throw FledgeError(
                .data, at: place(wrong), "the label is not a number", expected: "a number",
                found: "\"\(Spelling.shortened(wrong.text))\"", advice: DecimalComma.advice(wrong.text))
        }
        guard !havePoints, labels.contains(where: { !DecimalComma.mayGroupThousands($0.text) }) else {
            throw FledgeError(
                .data, at: place(example),
                havePoints
                    ? "the file has numbers with a comma and numbers with a point"
                    : "the comma in the label may be a decimal comma or separate thousands",
                expected: "numbers with a decimal point and nothing else",
                found: "\"\(Spelling.shortened(example.text))\"",
                advice: "write a decimal point, and thousands without a separator")
        }
        for index in indices { names[index] = names[index].map { $0.replacing(",", with: ".") } }
        find(.decimalComma, labels, "numbers such as \(example.text) have a decimal comma, read as a decimal point")
    }
}

/// Commas in numbers.
enum DecimalComma {
    /// Tells whether a comma may separate thousands: three digits after it, and one to three before it.
    static func mayGroupThousands(_ text: String) -> Bool {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let whole = parts[0].drop { $0 == "-" || $0 == "+" }
        return parts.count == 2 && parts[1].count == 3 && (1...3).contains(whole.count) && whole.first != "0"
    }

    /// Returns true if a text is a number with a decimal point or a decimal comma.
    static func isNumber(_ text: String) -> Bool {
        NumberText(text) != nil || NumberText(text, decimal: ",") != nil
    }

    /// Advice for a label with a comma that is not a number.
    static func advice(_ text: String) -> String? {
        if text.contains(",") { return "write a decimal point in place of a comma, and thousands without a separator" }
        if text.contains(where: { "%€$£".contains($0) }) { return "write the number without its unit" }
        return nil
    }
}
