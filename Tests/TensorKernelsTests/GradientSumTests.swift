import TensorKernels
import Testing

/// Gradients that matrix multiplications write first, so that they need not be set to zero.
struct GradientSumTests {
    private let layout: ParameterLayout
    private let fused: [ParameterLayout.Index], table: ParameterLayout.Index, bias: ParameterLayout.Index

    init() {
        var layout = ParameterLayout()
        fused = layout.add(fused: ["query", "key"], shape: [2, 3])
        table = layout.addTable("table", rows: 6, columns: 4)
        bias = layout.add("bias", shape: [5])
        self.layout = layout
    }

    private func all(_ gradients: GradientStore) -> [Float] {
        Array(UnsafeBufferPointer(start: gradients.storage, count: gradients.count))
    }

    @Test func `the first product overwrites, the next one adds`() throws {
        let gradients = GradientStore(layout: layout) { _ in true }
        for _ in 0..<3 {
            let first = try #require(gradients.sum(fused[0], rows: 4, columns: 3))
            #expect(!first.isAdded)
            first.matrix.elements.update(repeating: 2)
            let second = try #require(gradients.sum(fused[0], rows: 4, columns: 3))
            #expect(second.isAdded)
            #expect(second.matrix.elements.allSatisfy { $0 == 2 })
            gradients.useUp(fused, on: .alone)
        }
    }

    enum Look: CaseIterable {
        case pointer, matrix, storage, start
    }

    private func values(_ gradients: GradientStore, _ look: Look) throws -> [Float] {
        switch look {
        case .pointer: Array(UnsafeBufferPointer(start: gradients.pointer(fused[0]), count: 6))
        case .matrix: Array(try #require(gradients.matrix(fused[0], rows: 4, columns: 3)).elements)
        case .storage: all(gradients)
        case .start: Array(UnsafeBufferPointer(start: gradients.start, count: gradients.count))
        }
    }

    @Test(arguments: Look.allCases)
    func `what was used up is zero for whoever looks`(look: Look) throws {
        let gradients = GradientStore(layout: layout) { _ in true }
        try #require(gradients.sum(fused[0], rows: 4, columns: 3)).matrix.elements.update(repeating: 2)
        try #require(gradients.pointer(bias)).update(repeating: 3, count: 5)
        try #require(gradients.pointer(table, touching: [1, 4]))[4] = 5
        #expect(all(gradients).reduce(0, +) == 44)
        gradients.useUp(layout.indices, on: .alone)
        let found = try values(gradients, look)
        #expect(found.allSatisfy { $0 == 0 })
        #expect(all(gradients).allSatisfy { $0 == 0 })
    }

    @Test func `one of two neighbours that was written makes both a sum`() throws {
        let gradients = GradientStore(layout: layout) { _ in true }
        try #require(gradients.sum(fused[0], rows: 4, columns: 3)).matrix.elements.update(repeating: 2)
        gradients.useUp([fused[0]], on: .alone)
        let sum = try #require(gradients.sum(fused[0], rows: 4, columns: 3))
        #expect(sum.isAdded)
        #expect(Array(sum.matrix.elements) == [Float](repeating: 0, count: 6) + [Float](repeating: 2, count: 6))
    }

    @Test func `a frozen neighbour neither keeps a product from overwriting nor is read`() throws {
        let gradients = GradientStore(layout: layout) { $0.name != "key" }
        for _ in 0..<2 {
            let sum = try #require(gradients.sum(fused[0], rows: 4, columns: 3))
            #expect(!sum.isAdded)
            sum.matrix.elements.update(repeating: 2)
            gradients.useUp(fused, on: .alone)
        }
        #expect(all(gradients).prefix(6).allSatisfy { $0 == 0 })
    }

    @Test func `a layer that learns again begins with zero, whatever was written for its neighbours`() throws {
        let gradients = GradientStore(layout: layout) { _ in true }
        for isWritten in [false, true] {
            gradients.setActive { $0.name != "key" }
            if isWritten { _ = gradients.pointer(fused[0]) }
            try #require(gradients.sum(fused[0], rows: 4, columns: 3)).matrix.elements.update(repeating: 2)
            gradients.setActive { _ in true }
            let key = try #require(gradients.pointer(fused[1]))
            #expect((0..<6).allSatisfy { key[$0] == 0 })
            gradients.useUp(fused, on: .alone)
        }
    }

    @Test func `of a table all is added to`() throws {
        let gradients = GradientStore(layout: layout) { _ in true }
        try #require(gradients.pointer(table, touching: [2]))[8] = 7
        let sum = try #require(gradients.sum(table, rows: 6, columns: 4))
        #expect(sum.isAdded)
        #expect(sum.matrix.elements.reduce(0, +) == 7)
        #expect(gradients.touchedRows(of: table).count == 6)
        gradients.useUp([table], on: ThreadTeam(count: 2))
        #expect(gradients.touchedRows(of: table) == [])
        #expect(all(gradients).allSatisfy { $0 == 0 })
    }
}
