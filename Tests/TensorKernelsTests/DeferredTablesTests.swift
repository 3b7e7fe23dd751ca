import Foundation
import TensorKernels
import Testing

/// Rows of tables that remain in their file until they are read.
final class DeferredTablesTests {
    private let layout: ParameterLayout
    private let table: ParameterLayout.Index
    private let source: [Float]
    /// The source's memory, at an odd address as in a file.
    private let file: UnsafeMutableRawBufferPointer

    init() {
        var layout = ParameterLayout()
        _ = layout.add("first", shape: [5])
        table = layout.addTable("table", rows: 3000, columns: 17)
        self.layout = layout
        source = (0..<3000 * 17).map { Float($0) + 0.5 }
        file = .allocate(byteCount: source.count * 4 + 1, alignment: 64)
        source.withUnsafeBytes { bytes in
            UnsafeMutableRawBufferPointer(rebasing: file[1...]).copyMemory(from: bytes)
        }
    }

    deinit { file.deallocate() }

    private func store() -> ParameterStore {
        let store = ParameterStore(layout: layout)
        store.deferReading([table: UnsafeRawBufferPointer(rebasing: file[1...])], owners: [])
        return store
    }

    private func row(_ number: Int) -> [Float] { Array(source[number * 17..<(number + 1) * 17]) }

    @Test func `rows are there when they are asked for, and no others`() {
        let store = store()
        let start = store.pointer(table, reading: [7, 2999, 7])
        for number in [7, 2999] {
            #expect(Array(UnsafeBufferPointer(start: start + number * 17, count: 17)) == row(number))
        }
        #expect(Array(UnsafeBufferPointer(start: start + 8 * 17, count: 17)) == [Float](repeating: 0, count: 17))
    }

    @Test func `who asks for the table, or for everything, gets all of it`() {
        let whole = store()
        #expect(Array(whole.values(table)) == source)
        let store = store()
        #expect(store.start[layout[table].offset + 100] == source[100])
        let copy = ParameterStore(layout: layout)
        copy.copyValues(from: self.store())
        #expect(Array(copy.values(table)) == source)
    }

    /// A row that is changed after it was read stays changed.
    @Test func `rows are copied once`() {
        let store = store()
        _ = store.pointer(table, reading: [5])
        store.storage[layout[table].offset + 5 * 17] = -1
        #expect(store.values(table)[5 * 17] == -1)
        #expect(store.values(table)[6 * 17] == source[6 * 17])
    }

    @Test func `several threads may ask`() {
        let store = store()
        let rows = (0..<3000).map(Int32.init)
        ThreadTeam.shared.forEach(64) { _, item in
            let own = rows.filter { ($0 &* 7 &+ Int32(item)) % 5 == 0 }
            let start = store.pointer(table, reading: own)
            for number in own { precondition(start[Int(number) * 17] == source[Int(number) * 17]) }
        }
        #expect(Array(store.values(table)) == source)
    }
}
