import TensorKernels
import Testing

struct ArenaTests {
    private let sizes = [1, 15, 16, 17, 1000, 300_000, 5, 900_000, 64, 3_000_000, 0, 7]

    /// Fills every stretch with its index and then checks that each one still holds it.
    private func expectDisjoint(_ stretches: [UnsafeMutableBufferPointer<Float>]) {
        for (number, stretch) in stretches.enumerated() { stretch.update(repeating: Float(number)) }
        for (number, stretch) in stretches.enumerated() {
            #expect(stretch.allSatisfy { $0 == Float(number) }, "stretch \(number) was overwritten")
        }
    }

    private func stretches(_ arena: Arena, _ sizes: [Int]) -> [UnsafeMutableBufferPointer<Float>] {
        sizes.map { UnsafeMutableBufferPointer(start: arena.floats($0), count: $0) }
    }

    @Test func `memory is aligned to 64 bytes and never handed out twice`() {
        let arena = Arena()
        for _ in 0..<3 {
            let stretches = stretches(arena, sizes)
            for stretch in stretches { #expect(UInt(bitPattern: stretch.baseAddress) % 64 == 0) }
            expectDisjoint(stretches)
            arena.reset()
        }
    }

    @Test func `what was handed out since a mark is taken back`() {
        let arena = Arena()
        let kept = stretches(arena, [100, 1_200_000, 30])
        let mark = arena.mark()
        let first = stretches(arena, sizes)
        arena.release(to: mark)
        let second = stretches(arena, sizes)
        #expect(first.map(\.baseAddress) == second.map(\.baseAddress))
        expectDisjoint(kept + second)
    }

    @Test func `marks nest, also over several blocks`() {
        let arena = Arena()
        let outer = arena.mark()
        let kept = stretches(arena, [10, 2_000_000])
        let inner = arena.mark()
        for size in [5, 1_500_000, 4_000_000, 20] {
            expectDisjoint(kept + stretches(arena, [size, 40, size]))
            arena.release(to: inner)
        }
        arena.release(to: outer)
        #expect(arena.floats(10) == kept[0].baseAddress)
    }

    @Test func `after the first pass one block serves all others`() {
        let arena = Arena()
        _ = stretches(arena, sizes)
        arena.reset()
        let second = stretches(arena, sizes)
        arena.reset()
        let third = stretches(arena, sizes)
        #expect(second.map(\.baseAddress) == third.map(\.baseAddress))
        let places = second.map { UInt(bitPattern: $0.baseAddress) }
        let last = (places.last ?? 0) - (places.first ?? 0)
        #expect(last / 4 == UInt(sizes.dropLast().reduce(0) { $0 + ($1 + 15) & ~15 }))
    }

    @Test func `matrices have the shape that was asked for`() {
        let matrix = Arena().matrix(rows: 3, columns: 5)
        #expect((matrix.rows, matrix.columns, matrix.count) == (3, 5, 15))
        #expect(matrix.row(2) == matrix.start + 10)
        #expect(matrix.rows(1..<3).start == matrix.start + 5)
        #expect(matrix.rows(1..<3).rows == 2)
        #expect(matrix.elements.count == 15)
    }
}
