import InputOutput

/// Draws rows so that every class comes equally often.
///
/// Each class is an endless sequence of its rows, reshuffled each time all of them have been drawn, and an epoch takes
/// the next part of every sequence. The start of a part follows from the epoch's number, so no state is needed.
struct ClassBalance: Sendable {
    /// The rows of each class that occurs, with classes in ascending order.
    private let members: [[Int]]
    /// The number of rows that an epoch draws.
    private let drawCount: Int
    private let seed: UInt64

    init(classes: [Int], seed: UInt64) {
        members = Dictionary(grouping: classes.indices) { classes[$0] }.sorted { $0.key < $1.key }.map(\.value)
        drawCount = classes.count
        self.seed = seed
    }

    /// The rows of an epoch, class after class.
    func draws(epoch: Int) -> [Int] {
        var draws: [Int] = []
        draws.reserveCapacity(drawCount)
        for (number, rows) in members.enumerated() {
            var position = drawn(number, before: epoch)
            let end = drawn(number, before: epoch + 1)
            while position < end {
                let round = position / rows.count
                let order = shuffled(rows, number, round: round)
                let piece = position - round * rows.count..<min(end - round * rows.count, rows.count)
                draws += order[piece]
                position += piece.count
            }
        }
        return draws
    }

    /// The number of draws of a class in all epochs before one. The remainder of the division rotates among the
    /// classes.
    private func drawn(_ number: Int, before epoch: Int) -> Int {
        let (share, rest) = drawCount.quotientAndRemainder(dividingBy: members.count)
        return epoch * share + (epoch * rest + members.count - 1 - number) / members.count
    }

    private func shuffled(_ rows: [Int], _ number: Int, round: Int) -> [Int] {
        var generator = SplitMix64(seed: seed, at: RandomStream.classes, number, round)
        var order = rows
        generator.shuffle(&order)
        return order
    }
}
