import CTensorKernels

/// The sum of a token's word, position and (if the model has them) type embeddings.
public enum EmbeddingSum {
    /// Computes `output[t] = word[ids[t]] + position[positions[t]] + type[types[t]]`; all indices must lie within their
    /// tables. If there is no type table, the last term is omitted.
    public static func forward(
        word: UnsafePointer<Float>, position: UnsafePointer<Float>, type: UnsafePointer<Float>?,
        ids: [Int32], positions: [Int32], types: [Int32], into output: Matrix, on team: ThreadTeam
    ) {
        ids.withUnsafeBufferPointer { ids in
            positions.withUnsafeBufferPointer { positions in
                types.withUnsafeBufferPointer { types in
                    guard let ids = ids.baseAddress, let positions = positions.baseAddress,
                        let types = types.baseAddress
                    else { return }
                    team.split(output.rows, granularity: 32) { rows in
                        let first = rows.lowerBound
                        fledge_embedding_gather(
                            word, position, type, ids + first, positions + first, types + first, output.row(first),
                            rows.count, output.columns)
                    }
                }
            }
        }
    }

    /// Adds each token's gradient to its row of a table's gradient. Work is split by columns, so equal ids cause no
    /// data race.
    public static func backward(
        _ gradient: Matrix, indices: [Int32], into tableGradient: UnsafeMutablePointer<Float>, on team: ThreadTeam
    ) {
        indices.withUnsafeBufferPointer { indices in
            guard let indices = indices.baseAddress else { return }
            team.split(gradient.columns, granularity: 64) { columns in
                fledge_embedding_scatter_add(
                    gradient.start, indices, tableGradient, gradient.rows, gradient.columns, columns.lowerBound,
                    columns.upperBound)
            }
        }
    }
}
