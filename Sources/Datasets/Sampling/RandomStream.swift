/// The purposes of random numbers, as the first number of a generator's position.
enum RandomStream {
    static let classes = -1
    static let replay = -2
    static let batchOrder = -3
    static let augmentation = -4
}
