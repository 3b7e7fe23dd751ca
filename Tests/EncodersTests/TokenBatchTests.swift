import Encoders
import Testing

struct TokenBatchTests {
    @Test func `sequences lie one after the other, each with positions of its own`() {
        var batch = TokenBatch()
        #expect(batch.tokenCount == 0)
        #expect(batch.sequenceCount == 0)
        #expect(batch.longestSequence == 0)
        batch.append(ids: [7, 8, 9])
        batch.append(ids: [5], typeIDs: [1])
        batch.append(ids: [1, 2, 3, 4][1...2], typeIDs: [0, 1])
        #expect(batch.ids == [7, 8, 9, 5, 2, 3])
        #expect(batch.typeIDs == [0, 0, 0, 1, 0, 1])
        #expect(batch.positions == [0, 1, 2, 0, 0, 1])
        #expect(batch.offsets == [0, 3, 4, 6])
        #expect(batch.tokenCount == 6)
        #expect(batch.sequenceCount == 3)
        #expect(batch.longestSequence == 3)
        #expect((0..<3).map(batch.tokens(of:)) == [0..<3, 3..<4, 4..<6])
    }

    @Test func `a sequence needs a token`() async {
        await #expect(processExitsWith: .failure) {
            var batch = TokenBatch()
            batch.append(ids: [])
        }
    }

    @Test func `each token needs one type`() async {
        await #expect(processExitsWith: .failure) {
            var batch = TokenBatch()
            batch.append(ids: [1, 2], typeIDs: [0])
        }
    }
}
