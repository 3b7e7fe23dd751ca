extension Normalizer {
    /// Normalizes a text and keeps its alignment.
    package func apply(to text: inout AlignedText) {
        switch self {
        case .bert(let settings): settings.apply(to: &text)
        case .nfd: text.normalize(to: .nfd)
        case .nfkd: text.normalize(to: .nfkd)
        case .nfc: text.normalize(to: .nfc)
        case .nfkc: text.normalize(to: .nfkc)
        case .lowercase: text.lowercase()
        case .stripAccents: text.filter { !ScalarTraits.Table.shared[$0].contains(.combiningMark) }
        case .strip(let left, let right):
            text.trim(left: left, right: right) { ScalarTraits.Table.shared[$0].contains(.whitespace) }
        case .prepend(let content): text.prepend(content.unicodeScalars.map(\.value))
        case .replace(let pattern, let content):
            text.replace(pattern.unicodeScalars.map(\.value), with: content.unicodeScalars.map(\.value))
        case .sequence(let normalizers):
            for normalizer in normalizers { normalizer.apply(to: &text) }
        }
    }

    /// The normalized form of a text.
    public func normalize(_ text: String) -> String {
        var text = text
        var aligned = text.withUTF8 { AlignedText($0) }
        apply(to: &aligned)
        var bytes: [UInt8] = []
        for unit in aligned.units { UTF8Bytes.append(unit.scalar, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension BertNormalizer {
    /// Does step by step what ``NormalizationPass`` does in one pass, and keeps the alignment.
    fileprivate func apply(to text: inout AlignedText) {
        let traits = ScalarTraits.Table.shared
        if cleansText {
            text.filter { !traits[$0].contains(.removed) }
            text.map { traits[$0].contains(.whitespace) ? 32 : $0 }
        }
        if separatesChineseCharacters {
            text.expand { scalar, append in
                let isChinese = BertNormalizer.isChinese(scalar)
                if isChinese { append(32) }
                append(scalar)
                if isChinese { append(32) }
            }
        }
        if stripsAccentsEffectively {
            text.normalize(to: .nfd)
            text.filter { !traits[$0].contains(.nonspacingMark) }
        }
        if lowercases { text.lowercase() }
    }
}

extension AlignedText {
    /// Lowercases every scalar, regardless of its context.
    fileprivate mutating func lowercase() {
        let mapping = ScalarMapping.shared
        expand { scalar, append in
            if scalar < 0x80 {
                append((65...90).contains(scalar) ? scalar + 32 : scalar)
            } else if let exception = mapping.exceptionalLowercase(of: scalar) {
                for part in exception { append(part) }
            } else {
                append(mapping.simpleLowercase(of: scalar))
            }
        }
    }
}
