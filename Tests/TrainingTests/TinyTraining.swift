import DatasetCaching
import Datasets
import TestSupport
import Training

/// Training of the tiny model on tiny reviews, in a test's own directory and with its own cache.
struct TinyTraining {
    let directory: TemporaryDirectory
    let cache: DatasetCache
    let settings: FineTuning

    init(rows count: Int, model: TinyModel = TinyModel()) throws {
        directory = try TemporaryDirectory()
        cache = try DatasetCache(path: "\(directory.path)/cache.sqlite")
        let rows = try directory.write("train.tsv", TinyReviews.tsv(TinyReviews.rows(count)))
        settings = FineTuning(
            model: try model.write(in: directory), training: LabelledFile(path: rows),
            output: "\(directory.path)/output")
    }
}
