import InputOutput

/// The positions of the selected columns in a file.
struct ColumnLayout: Equatable {
    var text: Int
    var pair: Int?
    var label: Int?
    /// The columns of several labels, with the labels that they stand for.
    var labelColumns: [LabelColumn] = []
    /// The number of columns in each row.
    var count: Int

    /// Finds the columns by name.
    ///
    /// - Parameters:
    ///   - names: The header's columns, or the keys of the first JSON objects.
    ///   - counts: The number of objects with each key: of several candidates, the most frequent one is chosen.
    ///   - place: The line of the names, for errors.
    init(
        names: [String], counts: [Int] = [], selection: ColumnSelection, requiresLabel: Bool, place: String
    ) throws {
        let header = Header(names: names, counts: counts, place: place)
        count = names.count
        if let name = selection.text {
            text = try header.position(named: name)
        } else if let found = selection.preferredText.flatMap(header.find) {
            text = found
        } else if let found = header.first(of: ColumnSelection.textNames) {
            text = found
        } else {
            throw header.noColumn("text", ColumnSelection.textNames)
        }
        pair = try selection.pair.map { name in
            do {
                return try header.position(named: name)
            } catch let error as FledgeError {
                throw selection.isPairAdopted ? header.noPair(name, error) : error
            }
        }
        try Self.check(selection, place)
        labelColumns = try selection.labelColumns.map { name in
            let position = try header.position(named: name)
            // A column that is given by number takes the header's name for its label.
            let isNumber = names[position].lowercased() != name.lowercased()
            return try LabelColumn(name: isNumber ? names[position] : name, position: position, at: place)
        }
        if let name = selection.label {
            label = try header.position(named: name)
        } else if labelColumns.isEmpty {
            label = header.first(of: ColumnSelection.labelNames, except: [text, pair])
        }
        if requiresLabel, label == nil, labelColumns.isEmpty {
            throw header.noColumn("label", ColumnSelection.labelNames)
        }
        try checkDistinct(place)
    }

    /// Finds the columns of a file without a header line by number.
    ///
    /// - Parameters:
    ///   - count: The number of columns in the first line.
    init(count: Int, selection: ColumnSelection, requiresLabel: Bool, place: String) throws {
        func position(_ number: String) throws -> Int {
            guard let position = ColumnSelection.position(number) else {
                throw FledgeError(
                    .data, at: place, "no column \"\(number)\", since the file has no header line",
                    expected: "a column number from 1 to \(count)")
            }
            guard (0..<count).contains(position) else {
                throw FledgeError(
                    .data, at: place, "no column \(number)", expected: "a column number from 1 to \(count)")
            }
            return position
        }
        self.count = count
        if let number = selection.text ?? selection.preferredNumber {
            text = try position(number)
        } else if count == 1 {
            text = 0
        } else {
            throw FledgeError(
                .data, at: place, "the file has no header line, so the text's column must be given by number",
                expected: "a column number from 1 to \(count)")
        }
        pair = try selection.pair.map(position)
        try Self.check(selection, place)
        label = try selection.label.map(position)
        labelColumns = try selection.labelColumns.map {
            try LabelColumn(name: $0, position: position($0), at: place)
        }
        if requiresLabel, label == nil, labelColumns.isEmpty {
            throw FledgeError(
                .data, at: place, "the file has no header line, so the label's column must be given by number",
                expected: "a column number from 1 to \(count)")
        }
        try checkDistinct(place)
    }

    private static func check(_ selection: ColumnSelection, _ place: String) throws {
        guard selection.label == nil || selection.labelColumns.isEmpty else {
            throw FledgeError(
                .usage, at: place, "a column with labels and a column for each label exclude each other",
                advice: "name one or the other")
        }
    }

    private func checkDistinct(_ place: String) throws {
        let positions = [text] + [pair, label].compactMap(\.self) + labelColumns.map(\.position)
        guard Set(positions).count == positions.count else {
            throw FledgeError(
                .usage, at: place, "one column is named twice",
                expected: "different columns for text, pair and label")
        }
    }
}

/// The names of a file's columns, looked up case-insensitively.
private struct Header {
    let names: [String]
    let counts: [Int]
    let place: String

    func position(named name: String) throws -> Int {
        if let position = find(name) { return position }
        // Even with a header line, a number can identify a column.
        if let position = ColumnSelection.position(name), names.indices.contains(position) { return position }
        throw FledgeError(
            .data, at: place, "no column \"\(name)\"", found: Spelling.list(names),
            advice: Spelling.suggestion(for: name, among: names) ?? "name one of the columns found")
    }

    func first(of candidates: [String], except taken: [Int?] = []) -> Int? {
        let found = candidates.compactMap(find).filter { !taken.contains($0) }
        guard let most = found.map(count).max() else { return nil }
        return found.first { count($0) == most }
    }

    func noColumn(_ role: String, _ candidates: [String]) -> FledgeError {
        if let foreign = ForeignContent(names.first ?? "") {
            return FledgeError(
                .data, at: place, "the file is \(foreign.title)", expected: "a line that names the columns",
                advice: foreign.advice)
        }
        return FledgeError(
            .data, at: place, "no \(role) column found", expected: "one of \(Spelling.list(candidates))",
            found: Spelling.list(names),
            advice: counts.isEmpty
                ? "name the \(role)'s column with --\(role)-column, or, if the first line holds data, pass --no-header "
                    + "and give the columns by number: --text-column 1 --label-column 2"
                : "name the \(role)'s key with --\(role)-column")
    }

    private func count(_ position: Int) -> Int { counts.isEmpty ? 1 : counts[position] }

    /// The error for a file without the second text that a model needs.
    func noPair(_ name: String, _ error: FledgeError) -> FledgeError {
        FledgeError(
            .data, at: place, "the model was trained on pairs of texts, and there is no column \"\(name)\"",
            expected: "the column of the second text", found: error.found,
            advice: "name the column of the second text")
    }

    func find(_ name: String) -> Int? {
        names.firstIndex(of: name) ?? names.firstIndex { $0.lowercased() == name.lowercased() }
    }
}
