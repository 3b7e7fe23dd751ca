#ifndef FLEDGE_PRODUCT_EPILOGUE_H
#define FLEDGE_PRODUCT_EPILOGUE_H

#include <string.h>

#include "product_activations.h"

// The processing of the sums of a matrix multiplication, one block of 16 rows and 32 columns at a time. The sums of a
// block are stored row by row in an aligned buffer, including those beyond the edges of the result: they go through the
// same instructions and are left out only when results are written, so an element does not depend on the position of
// the edges.

enum { BLOCK_ROWS = 16, BLOCK_COLUMNS = 32, BLOCK_SIZE = BLOCK_ROWS * BLOCK_COLUMNS };

BODY size_t least(size_t a, size_t b) { return a < b ? a : b; }
BODY size_t blocks_of(size_t count, size_t size) { return (count + size - 1) / size; }

// The destinations of a row of a block; NULL for those that are skipped. Each takes 32 elements.
typedef struct {
    const float *bias;
    float *before, *out;
    uint16_t *packed;
} row_places;

BODY void finish_row(fledge_activation activation, const float *sums, row_places places, int accumulates) {
    floats32 x, addend;
    load_floats(&x, sums);
    if (places.bias) {
        load_floats(&addend, places.bias);
        x += addend;
    }
    if (places.before) store_floats(&x, places.before);
    activate(activation, &x);
    if (places.packed) store_bf16(&x, places.packed);
    if (places.out) {
        if (accumulates) {
            load_floats(&addend, places.out);
            x += addend;
        }
        store_floats(&x, places.out);
    }
}

// Finishes a row of which only the first `width` columns exist.
BODY void finish_edge_row(
    fledge_activation activation, const float *sums, row_places places, int accumulates, size_t width) {
    _Alignas(64) float bias[BLOCK_COLUMNS] = {0}, before[BLOCK_COLUMNS], out[BLOCK_COLUMNS] = {0};
    row_places whole = {
        places.bias ? bias : NULL, places.before ? before : NULL, places.out ? out : NULL, places.packed};
    if (places.bias) memcpy(bias, places.bias, width * sizeof(float));
    if (places.out && accumulates) memcpy(out, places.out, width * sizeof(float));
    finish_row(activation, sums, whole, accumulates);
    if (places.before) memcpy(places.before, before, width * sizeof(float));
    if (places.out) memcpy(places.out, out, width * sizeof(float));
    if (places.packed) memset(places.packed + width, 0, (BLOCK_COLUMNS - width) * sizeof(uint16_t));
}

BODY void finish_rows_with(
    fledge_activation activation, const fledge_epilogue *epilogue, const fledge_product_part *part, size_t row,
    size_t column, size_t first, size_t last, const float *sums) {
    size_t width = least(part->columns - column, BLOCK_COLUMNS);
    size_t live = least(part->rows - row, last);
    int accumulates = epilogue->accumulates;
    row_places places = {0};
    if (epilogue->bias) places.bias = epilogue->bias + column;
    if (epilogue->before) places.before = epilogue->before + (row + first) * epilogue->before_stride + column;
    if (epilogue->out) places.out = epilogue->out + (row + first) * epilogue->out_stride + column;
    if (epilogue->packed) {
        size_t panels = blocks_of(part->columns, BLOCK_COLUMNS);
        size_t block = row / BLOCK_ROWS * panels + column / BLOCK_COLUMNS;
        places.packed = epilogue->packed + block * BLOCK_SIZE + first * BLOCK_COLUMNS;
    }
    for (size_t r = first; r < live; r++) {
        const float *row_sums = sums + r * BLOCK_COLUMNS;
        if (width == BLOCK_COLUMNS) {
            finish_row(activation, row_sums, places, accumulates);
        } else {
            finish_edge_row(activation, row_sums, places, accumulates, width);
        }
        if (places.before) places.before += epilogue->before_stride;
        if (places.out) places.out += epilogue->out_stride;
        if (places.packed) places.packed += BLOCK_COLUMNS;
    }
    if (places.packed && live < last) {
        size_t written = live > first ? live : first;
        memset(places.packed, 0, (last - written) * BLOCK_COLUMNS * sizeof(uint16_t));
    }
}

// Finishes the rows first..<last (0..<16 for all) of the block with the sums sums[16][32], which begins at `row` and
// `column` of the result.
BODY void finish_rows(
    const fledge_epilogue *epilogue, const fledge_product_part *part, size_t row, size_t column, size_t first,
    size_t last, const float *sums) {
#define FINISH(ACTIVATION) finish_rows_with(ACTIVATION, epilogue, part, row, column, first, last, sums)
    switch (epilogue->activation) {
    case FLEDGE_ACTIVATION_GELU: FINISH(FLEDGE_ACTIVATION_GELU); break;
    case FLEDGE_ACTIVATION_GELU_TANH: FINISH(FLEDGE_ACTIVATION_GELU_TANH); break;
    case FLEDGE_ACTIVATION_RELU: FINISH(FLEDGE_ACTIVATION_RELU); break;
    case FLEDGE_ACTIVATION_SILU: FINISH(FLEDGE_ACTIVATION_SILU); break;
    case FLEDGE_ACTIVATION_TANH: FINISH(FLEDGE_ACTIVATION_TANH); break;
    case FLEDGE_ACTIVATION_NONE: FINISH(FLEDGE_ACTIVATION_NONE); break;
    }
#undef FINISH
}

// finish_block_portable, finish_block_avx2 and finish_block_avx512 finish a whole block; they are separate functions,
// to be called from a kernel of that level.
#define FINISH_BLOCK(SUFFIX, TARGET)                                                                             \
    TARGET static __attribute__((noinline, unused)) void finish_block_##SUFFIX(                                  \
        const fledge_epilogue *epilogue, const fledge_product_part *part, size_t row, size_t column,             \
        const float *sums) {                                                                                     \
        finish_rows(epilogue, part, row, column, 0, BLOCK_ROWS, sums);                                           \
    }
FINISH_BLOCK(portable, )
#if defined(__x86_64__)
FINISH_BLOCK(avx2, TARGET_AVX2)
FINISH_BLOCK(avx512, TARGET_AVX512)
#endif
#undef FINISH_BLOCK

#endif
