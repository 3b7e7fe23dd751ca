#ifndef FLEDGE_INT8_STRIPS_H
#define FLEDGE_INT8_STRIPS_H

#include "int8_blocks.h"

// A multiplication is computed one strip at a time: up to 32 rows and a panel of 32 columns. Its sums are exact
// integers; those beyond the edges of the result are unspecified.

enum { STRIP_ROWS = 2 * BLOCK_ROWS };
typedef int32_t sums_row[BLOCK_COLUMNS];

// Computes the sums of the strip whose blocks of rows start at `left`, contiguously, over `blocks` blocks of the depth.
typedef void strip_sums(const uint8_t *left, const int8_t *right, size_t blocks, size_t rows, sums_row *sums);

typedef struct {
    const uint8_t *left;
    const float *left_scales;
    const int8_t *right;
    const float *right_scales;
    const int32_t *right_corrections;
} int8_operands;

// The factors of a panel's columns; zeros beyond the result's last column.
typedef struct {
    _Alignas(64) float scales[BLOCK_COLUMNS];
    _Alignas(64) int32_t corrections[BLOCK_COLUMNS];
} panel_factors;

BODY void load_factors(
    const int8_operands *operands, const fledge_product_part *part, size_t column, panel_factors *factors) {
    size_t width = least(part->columns - column, BLOCK_COLUMNS);
    memset(factors, 0, sizeof *factors);
    memcpy(factors->scales, operands->right_scales + column, width * sizeof(float));
    memcpy(factors->corrections, operands->right_corrections + column, width * sizeof(int32_t));
}

// The share of the second-level cache for the left blocks of a chunk of rows, which are multiplied by all panels of a
// part.
enum { INT8_CHUNK_BYTES = 384 * 1024 };

BODY size_t int8_chunk_rows(size_t blocks) {
    size_t strips = blocks ? INT8_CHUNK_BYTES / (blocks * INT8_DEPTH * STRIP_ROWS) : 1;
    return (strips ? strips : 1) * STRIP_ROWS;
}

// Returns an element of the left block of 16 rows that contains `row`, in the given block of the depth.
BODY const uint8_t *left_elements(const uint8_t *left, size_t blocks, size_t row, size_t block) {
    return left + (row / BLOCK_ROWS * blocks + block) * INT8_LEFT_BLOCK + row % BLOCK_ROWS * INT8_DEPTH;
}

BODY void value_of_sums(const sums_row sums, const panel_factors *factors, float left_scale, float *values) {
    for (int column = 0; column < BLOCK_COLUMNS; column++) {
        float sum = (float)(sums[column] - factors->corrections[column]);
        values[column] = sum * factors->scales[column] * left_scale;
    }
}

typedef void block_finisher(
    const fledge_epilogue *epilogue, const fledge_product_part *part, size_t row, size_t column, const float *sums);

// The outer loop is over panels, so that a panel stays in the nearest cache while it is multiplied by the strips of a
// chunk.
BODY void product_in_strips(
    strip_sums *compute, block_finisher *finish, const int8_operands *operands, const fledge_product_part *part,
    const fledge_epilogue *epilogue) {
    size_t blocks = blocks_of(part->depth, INT8_DEPTH), chunk = int8_chunk_rows(blocks);
    _Alignas(64) sums_row sums[STRIP_ROWS];
    _Alignas(64) float values[BLOCK_SIZE];
    panel_factors factors;
    for (size_t first = part->first_row; first < part->last_row; first += chunk) {
        size_t last = least(first + chunk, part->last_row);
        for (size_t column = part->first_column; column < part->last_column; column += BLOCK_COLUMNS) {
            const int8_t *panel = operands->right + column / BLOCK_COLUMNS * blocks * INT8_RIGHT_BLOCK;
            load_factors(operands, part, column, &factors);
            for (size_t strip = first; strip < last; strip += STRIP_ROWS) {
                size_t end = least(strip + STRIP_ROWS, last);
                compute(left_elements(operands->left, blocks, strip, 0), panel, blocks, end - strip, sums);
                for (size_t row = strip; row < end; row += BLOCK_ROWS) {
                    for (size_t r = 0; r < BLOCK_ROWS; r++) {
                        float scale = row + r < end ? operands->left_scales[row + r] : 0;
                        value_of_sums(sums[row - strip + r], &factors, scale, values + r * BLOCK_COLUMNS);
                    }
                    finish(epilogue, part, row, column, values);
                }
            }
        }
    }
}

// int8_product_amx.c
void fledge_int8_product_amx(
    const int8_operands *operands, const fledge_product_part *part, const fledge_epilogue *epilogue);

#endif
