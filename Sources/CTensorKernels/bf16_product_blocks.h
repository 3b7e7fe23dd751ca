#ifndef FLEDGE_BF16_PRODUCT_BLOCKS_H
#define FLEDGE_BF16_PRODUCT_BLOCKS_H

#include "bf16_blocks.h"

// A block of 16 x 32 sums is computed over a stretch of the depth, a few rows at a time so that the sums stay in
// registers. Every implementation adds the terms of a sum in the order of the depth, wherever the block is.

// sums[rows][32] = left * right over `blocks` blocks of the depth, for at least the first `rows` rows of a block.
typedef void (*multiply_block)(
    const uint16_t *left, const uint16_t *right, size_t blocks, size_t rows, float *sums);
typedef void (*finish_block)(
    const fledge_epilogue *epilogue, const fledge_product_part *part, size_t row, size_t column, const float *sums);

// bfloat16 is the upper half of single precision; of two that share a word, the second is already in place.
BODY void expand(const uint16_t *pairs, floats16 *first, floats16 *second) {
    words16 words = *(const words16_in_memory *)pairs;
    *first = __builtin_bit_cast(floats16, words << 16);
    *second = __builtin_bit_cast(floats16, words & 0xFFFF0000);
}

enum { ROWS_AT_ONCE = 8, HALVES_AT_ONCE = 2 };

// sums[rows][16 * halves] = left * right in single precision.
BODY void multiply_expanded(
    int rows, int halves, const uint16_t *left, const uint16_t *right, size_t blocks, float *sums) {
    floats16 totals[ROWS_AT_ONCE][HALVES_AT_ONCE] = {0};
    for (size_t block = 0; block < blocks; block++) {
        _Alignas(64) float expanded[ROWS_AT_ONCE][2][DEPTH_PAIRS];
        for (int r = 0; r < rows; r++) {
            floats16 first, second;
            expand(left + r * DEPTH_BLOCK, &first, &second);
            *(floats16 *)expanded[r][0] = first;
            *(floats16 *)expanded[r][1] = second;
        }
        for (int pair = 0; pair < DEPTH_PAIRS; pair++) {
            floats16 factors[2][HALVES_AT_ONCE];
            UNROLL for (int h = 0; h < halves; h++) {
                expand(right + h * RIGHT_HALF + pair * 2 * 16, &factors[0][h], &factors[1][h]);
            }
            UNROLL for (int which = 0; which < 2; which++) {
                UNROLL for (int r = 0; r < rows; r++) {
                    UNROLL for (int h = 0; h < halves; h++) {
                        totals[r][h] = expanded[r][which][pair] * factors[which][h] + totals[r][h];
                    }
                }
            }
        }
        left += LEFT_BLOCK;
        right += RIGHT_BLOCK;
    }
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int h = 0; h < halves; h++) *(floats16 *)(sums + r * BLOCK_COLUMNS + 16 * h) = totals[r][h];
    }
}

// Multiplies a block, ROWS rows and 16 * HALVES columns at a time.
#define MULTIPLY_EXPANDED(SUFFIX, TARGET, ROWS, HALVES)                                                          \
    TARGET static void multiply_##SUFFIX(                                                                        \
        const uint16_t *left, const uint16_t *right, size_t blocks, size_t rows, float *sums) {                  \
        for (int half = 0; half < 2; half += HALVES) {                                                           \
            for (size_t row = 0; row < rows; row += ROWS) {                                                      \
                multiply_expanded(                                                                               \
                    ROWS, HALVES, left + row * DEPTH_BLOCK, right + half * RIGHT_HALF, blocks,                   \
                    sums + row * BLOCK_COLUMNS + 16 * half);                                                     \
            }                                                                                                    \
        }                                                                                                        \
    }

// The outer loop is over panels, so that a panel stays in the nearest cache while it is multiplied by the left blocks
// of a chunk.
static void product_in_blocks(
    multiply_block multiply, finish_block finish, const uint16_t *left, const uint16_t *right,
    const fledge_product_part *part, const fledge_epilogue *epilogue) {
    size_t depth_blocks = blocks_of(part->depth, DEPTH_BLOCK), chunk = chunk_rows(part->depth);
    for (size_t first = part->first_row; first < part->last_row; first += chunk) {
        size_t last = least(first + chunk, part->last_row);
        for (size_t column = part->first_column; column < part->last_column; column += BLOCK_COLUMNS) {
            const uint16_t *panel = right + column / BLOCK_COLUMNS * depth_blocks * RIGHT_BLOCK;
            for (size_t row = first; row < last; row += BLOCK_ROWS) {
                _Alignas(64) float sums[BLOCK_SIZE];
                const uint16_t *block = left + row / BLOCK_ROWS * depth_blocks * LEFT_BLOCK;
                multiply(block, panel, depth_blocks, least(part->rows - row, BLOCK_ROWS), sums);
                finish(epilogue, part, row, column, sums);
            }
        }
    }
}

#endif
