import TensorKernels
import Testing

struct TouchedRowsTests {
    private let layout: ParameterLayout
    private let table: ParameterLayout.Index, weight: ParameterLayout.Index

    init() {
        var layout = ParameterLayout()
        weight = layout.add("weight", shape: [3, 5])
        table = layout.addTable("table", rows: 6, columns: 4)
        self.layout = layout
    }

    private func store() -> GradientStore { GradientStore(layout: layout) { _ in true } }

    @Test func `tables are marked in the layout`() {
        #expect(layout[table].isTable)
        #expect(!layout[weight].isTable)
        #expect(layout[table].shape == [6, 4])
        #expect(layout[table].offset == 16)
    }

    @Test func `rows are touched once and come in their order`() {
        let gradients = store()
        #expect(gradients.touchedSegments(of: table).isEmpty)
        #expect(gradients.pointer(table, touching: [4, 1, 4]) == gradients.storage + 16)
        _ = gradients.pointer(table, touching: [2, 1])
        #expect(gradients.touchedRows(of: table) == [1, 2, 4])
        let segments = gradients.touchedSegments(of: table)
        #expect(segments.map(\.gradientOffset) == [20, 24, 32])
        #expect(segments.map(\.parameterOffset) == [20, 24, 32])
        #expect(segments.map(\.count) == [4, 4, 4])
        gradients.useUp([table], on: .alone)
        #expect(gradients.touchedRows(of: table) == [])
        _ = gradients.pointer(table, touching: [5])
        #expect(gradients.touchedRows(of: table) == [5])
    }

    static let wholeWriters: [(String, @Sendable (GradientStore, ParameterLayout.Index) -> Void)] = [
        ("a pointer", { _ = $0.pointer($1) }),
        ("a matrix", { _ = $0.matrix($1, rows: 6, columns: 4) }),
        ("the start of all gradients", { store, _ in _ = store.start }),
        ("a declaration", { $0.touchAll(of: $1) }),
    ]

    @Test(arguments: wholeWriters.indices)
    func `who may write anywhere touches all rows`(number: Int) {
        let gradients = store()
        _ = gradients.pointer(table, touching: [3])
        Self.wholeWriters[number].1(gradients, table)
        #expect(gradients.touchedRows(of: table) == [0, 1, 2, 3, 4, 5], "\(Self.wholeWriters[number].0)")
        _ = gradients.pointer(table, touching: [3])
        #expect(gradients.touchedSegments(of: table).count == 6)
        gradients.useUp([table], on: .alone)
        #expect(gradients.touchedRows(of: table) == [])
    }

    @Test func `other parameters are always touched, frozen tables never`() {
        let gradients = store()
        #expect(gradients.touchedSegments(of: weight).map(\.count) == [15])
        gradients.useUp([weight], on: .alone)
        #expect(gradients.touchedSegments(of: weight).map(\.count) == [15])
        let frozen = GradientStore(layout: layout) { !$0.isTable }
        #expect(frozen.pointer(table, touching: [1]) == nil)
        #expect(frozen.pointer(table) == nil)
        #expect(frozen.touchedSegments(of: table).isEmpty)
        #expect(frozen.touchedRows(of: table) == [])
    }
}
