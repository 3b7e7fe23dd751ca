public import TensorKernels

extension GradientStore.Segment {
    /// Splits the segment into pieces of at most `size` elements.
    public func chunks(of size: Int) -> [GradientStore.Segment] {
        stride(from: 0, to: count, by: size).map { start in
            GradientStore.Segment(
                parameterOffset: parameterOffset + start, gradientOffset: gradientOffset + start,
                count: min(size, count - start))
        }
    }
}

extension [GradientStore.Segment] {
    /// Splits the segments into runs of about `size` elements, for threads to share.
    func portions(of size: Int) -> [ArraySlice<GradientStore.Segment>] {
        var portions: [ArraySlice<GradientStore.Segment>] = []
        var (first, elements) = (startIndex, 0)
        for (position, segment) in enumerated() {
            elements += segment.count
            guard elements >= size || position == endIndex - 1 else { continue }
            portions.append(self[first...position])
            (first, elements) = (position + 1, 0)
        }
        return portions
    }
}
