/// Adjacent pieces or words that the token-classification pipeline of transformers groups into one entity.
///
/// The pipeline uses only the names of labels. `B-` begins a group, `I-` continues one of its type, and any other label
/// is a separate type that continues itself: `E-PER` does not belong to `B-PER I-PER`, nor `b-per` to `i-per`. The part
/// before the first hyphen is not part of the group's name, and groups named `O` are dropped.
///
/// Source: `group_entities`, `get_tag` and `group_sub_entities` of `TokenClassificationPipeline`, transformers 5.23.
struct PipelineGroup: Equatable {
    var units: Range<Int>
    var type: String

    /// Each label except `O` as a separate group, under its full name: the aggregation `none`.
    static func singles(_ labels: [String]) -> [PipelineGroup] {
        labels.indices.filter { labels[$0] != "O" }.map { PipelineGroup(units: $0..<$0 + 1, type: labels[$0]) }
    }

    /// The groups of all other aggregations.
    static func groups(_ labels: [String]) -> [PipelineGroup] {
        var groups: [PipelineGroup] = []
        for (index, label) in labels.enumerated() {
            if let last = groups.last, !label.hasPrefix("B-"), type(of: label) == type(of: labels[index - 1]) {
                groups[groups.count - 1].units = last.units.lowerBound..<index + 1
            } else {
                groups.append(PipelineGroup(units: index..<index + 1, type: groupName(of: label)))
            }
        }
        return groups.filter { $0.type != "O" }
    }

    private static func type(of label: String) -> Substring {
        label.hasPrefix("B-") || label.hasPrefix("I-") ? label.dropFirst(2) : label[...]
    }

    private static func groupName(of label: String) -> String {
        label.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).last.map { String($0) } ?? label
    }
}
