/// What random numbers are for: the first number of a generator's place, where there is more than one use.
enum RandomStream {
    static let classes = -1
    static let replay = -2
    static let batchOrder = -3
    static let augmentation = -4
}
