import InputOutput

extension DataFileCheck {
    /// Checks a file of texts with entities.
    ///
    /// - Parameter isTraining: True for a training file, which must have an entity.
    public init(entities file: EntityFile, isTraining: Bool = true) {
        self.init(file: file.path)
        do {
            let read = try file.read()
            rowCount = read.texts.count
            entityReading = read.reading
            scheme = read.scheme
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
            if isTraining {
                try read.requireEntities(path: file.path)
            } else if read.entityCount == 0 {
                findings.append(
                    CheckFinding(code: "no-entities", count: 1, "no text has an entity", isWarning: true))
            }
        } catch let error as FledgeError {
            self.error = error
        } catch {
            self.error = FledgeError(.software, at: file.path, "\(error)")
        }
    }
}
