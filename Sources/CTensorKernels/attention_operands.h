#ifndef FLEDGE_ATTENTION_OPERANDS_H
#define FLEDGE_ATTENTION_OPERANDS_H

#include "attention_product.h"
#include "attention_rooms.h"

// Preparation of the operands of attention's matrix multiplications from matrices of floats.
//
// Scores, probabilities and their gradients have one row per key and one column per query, so sums over keys need no
// sums over lanes, and keys need no padding. Columns beyond the last query are computed with zeros and not used.

// The number of elements for `count` floats in depth.
BODY size_t depth_of(attention_kind kind, size_t count) {
    if (kind == ATTENTION_OF_NUMBERS) return count;
    size_t pairs = (count + 1) / 2;
    return kind == ATTENTION_OF_TILES ? whole_vectors(pairs) : pairs;
}

// The number of columns for `count` queries.
BODY size_t width_of(attention_kind kind, size_t count) {
    return kind == ATTENTION_OF_TILES ? (count + 2 * LANES - 1) / (2 * LANES) * (2 * LANES) : whole_vectors(count);
}

// Copies rows of `columns` floats, padding them with zeros to whole vectors.
BODY attention_operand packed(attention_operand source, size_t rows, size_t columns, float *room) {
    size_t padded = whole_vectors(columns), whole = columns / LANES * LANES;
    for (size_t r = 0; r < rows; r++) {
        const float *row = (const float *)source.start + r * source.stride;
        for (size_t c = 0; c < whole; c += LANES) store(room + r * padded + c, load(row + c));
        for (size_t c = whole; c < padded; c++) room[r * padded + c] = c < columns ? row[c] : 0.0f;
    }
    return (attention_operand){room, padded};
}

// Copies rows of `columns` floats out of rows of whole vectors, multiplying each by a factor if there are factors.
BODY void unpack(
    attention_operand source, size_t rows, size_t columns, const float *factors, float *target, size_t stride) {
    size_t whole = columns / LANES * LANES;
    for (size_t r = 0; r < rows; r++) {
        const float *row = (const float *)source.start + r * source.stride;
        float factor = factors ? factors[r] : 1.0f;
        for (size_t c = 0; c < whole; c += LANES) store(target + r * stride + c, factor * load(row + c));
        for (size_t c = whole; c < columns; c++) target[r * stride + c] = factor * row[c];
    }
}

// Transposes rows, times a factor, into columns of `width` elements; columns after the last row are zeros.
BODY attention_operand transposed(
    attention_operand source, size_t rows, size_t columns, float factor, float *room, size_t width) {
    for (size_t first = 0; first < width; first += LANES) {
        for (size_t c = 0; c < columns; c += LANES) {
            vector square[LANES];
            for (size_t i = 0; i < LANES; i++) {
                const float *row = (const float *)source.start + (first + i) * source.stride + c;
                square[i] = first + i < rows ? factor * load(row) : (vector)0.0f;
            }
            transpose(square);
            for (size_t i = 0; i < LANES; i++) store(room + (c + i) * width + first, square[i]);
        }
    }
    return (attention_operand){room, width};
}

// In the following functions, the source has `rows` rows of whole vectors. Floats are used in place.

// A left operand, whose depth is its number of columns.
BODY attention_operand left_operand(
    const attention_arithmetic *arithmetic, attention_operand source, size_t rows, size_t columns, float *room) {
    if (arithmetic->kind == ATTENTION_OF_NUMBERS) return source;
    attention_operand pairs = {room, whole_vectors(columns / 2)};
    arithmetic->pair_columns(source, rows, columns, 1, room, pairs.stride);
    return pairs;
}

// A right operand, whose depth is its number of rows.
BODY attention_operand right_operand(
    const attention_arithmetic *arithmetic, attention_operand source, size_t rows, size_t columns, float *room) {
    if (arithmetic->kind == ATTENTION_OF_NUMBERS) return source;
    arithmetic->pair_rows(source, rows, columns, depth_of(arithmetic->kind, rows), room);
    return (attention_operand){room, columns};
}

// A right operand of `width` columns, which are the rows of the source times a factor; its depth is their number of
// columns.
BODY attention_operand column_operand(
    const attention_arithmetic *arithmetic, attention_operand source, size_t rows, size_t columns, float factor,
    float *room, float *spare, size_t width) {
    if (arithmetic->kind == ATTENTION_OF_NUMBERS) return transposed(source, rows, columns, factor, room, width);
    attention_operand pairs = {spare, whole_vectors(columns / 2)};
    arithmetic->pair_columns(source, rows, columns, factor, spare, pairs.stride);
    return transposed(pairs, rows, pairs.stride, 1, room, width);
}

// The operand that sum_over_keys sums: a row of the source for each key.
BODY attention_operand summed_operand(
    const attention_arithmetic *arithmetic, attention_operand source, size_t rows, size_t columns, float *room,
    float *spare) {
    if (arithmetic->kind != ATTENTION_OF_TILES) return right_operand(arithmetic, source, rows, columns, room);
    size_t depth = depth_of(ATTENTION_OF_TILES, rows);
    return transposed(right_operand(arithmetic, source, rows, columns, spare), depth, columns, 1, room, depth);
}

// Sums the rows of `summed` over keys for each of `count` queries, weighted with the query's column of `weights`. The
// sums are in rows of `result` or, if tiles need more memory, elsewhere.
BODY attention_operand sum_over_keys(
    const attention_arithmetic *arithmetic, attention_operand weights, attention_operand summed, size_t length,
    size_t count, size_t columns, float *result, size_t result_stride, const attention_rooms *rooms) {
    const attention_kind kind = arithmetic->kind;
    const size_t width = weights.stride;
    weights = right_operand(arithmetic, weights, length, width, rooms->weight_rows);
    attention_product product = {
        .left = weights, .right = summed, .left_is_transposed = 1, .result = result, .result_stride = result_stride,
        .rows = count, .columns = columns, .depth = depth_of(kind, length)};
    if (kind == ATTENTION_OF_TILES) {
        product.left = summed;
        product.right = weights;
        product.left_is_transposed = 0;
        product.result = rooms->spare;
        product.result_stride = product.columns = width;
        product.rows = columns;
    }
    arithmetic->multiply(&product);
    if (kind != ATTENTION_OF_TILES) return (attention_operand){result, result_stride};
    return transposed((attention_operand){rooms->spare, width}, columns, width, 1, rooms->results, columns);
}

#endif
