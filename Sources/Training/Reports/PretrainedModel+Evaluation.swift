package import DatasetCaching
package import Inference
import TaskHeads

extension PretrainedModel {
    /// Evaluates the model on a file of labelled rows or of texts with entities, as its head requires.
    ///
    /// - Throws: `FledgeError` naming the file, the line and what is wrong.
    package func evaluation(
        on data: LabelledFile, unseenLabels: UnseenLabelPolicy = .count, cache: DatasetCache
    ) throws -> any ModelEvaluation {
        head == .tokenClassification
            ? try EntityEvaluation(self, data: data)
            : try ClassifierEvaluation(self, data: data, unseenLabels: unseenLabels, cache: cache)
    }
}
