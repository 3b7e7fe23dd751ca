import InputOutput

extension DataFileCheck {
    /// Looks at a file of texts with entities.
    public init(entities file: EntityFile) {
        self.init(file: file.path)
        do {
            let read = try file.read()
            rowCount = read.texts.count
            lengths = Lengths(read.texts.map(\.text.unicodeScalars.count))
            labels = read.types.map { LabelCount(label: $0, count: read.entityCounts[$0] ?? 0) }
            for kind in EntityFinding.Kind.allCases {
                let found = read.findings.all.filter { $0.kind == kind }
                guard let first = found.first else { continue }
                findings.append(
                    CheckFinding(
                        code: kind.rawValue, count: found.count,
                        "\(kind.sentence(found.count)), first at \(first.place)", isWarning: true))
            }
            for text in read.texts where texts.updateValue(0, forKey: text.text) != nil { repeatedTextCount += 1 }
        } catch let error as FledgeError {
            self.error = error
        } catch {
            self.error = FledgeError(.software, at: file.path, "\(error)")
        }
    }
}
