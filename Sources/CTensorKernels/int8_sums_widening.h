#ifndef FLEDGE_INT8_SUMS_WIDENING_H
#define FLEDGE_INT8_SUMS_WIDENING_H

#include "int8_strips.h"

// For processors without 8-bit multiplication instructions: both operands are widened to 16 bits, one block of the
// depth at a time. The sum of two neighboring products is then one instruction (pmaddwd), and cannot overflow.
// Neighbors are the even and the odd elements of a quad, which shifts and masks can separate.
typedef int16_t widened_pairs __attribute__((ext_vector_type(32)));
typedef int32_t pair_products __attribute__((ext_vector_type(32)));
typedef int32_t column_sums __attribute__((ext_vector_type(16)));
// The same types for memory that is aligned to elements only.
typedef int16_t pairs_in_memory __attribute__((ext_vector_type(32), aligned(1)));
typedef int32_t sums_in_memory __attribute__((ext_vector_type(16), aligned(4)));

typedef struct {
    _Alignas(64) widened_pairs right[2][INT8_QUADS][2];    // halves of the columns, quads, even and odd elements
    _Alignas(64) uint32_t left[STRIP_ROWS][INT8_QUADS][2];  // two elements each
} widened_block;

BODY void widen_right(const int8_t *right, widened_block *widened) {
    for (int half = 0; half < 2; half++) {
        for (int quad = 0; quad < INT8_QUADS; quad++) {
            widened_pairs both =
                *(const pairs_in_memory *)(right + half * INT8_RIGHT_HALF + quad * 4 * INT8_HALF_COLUMNS);
            widened->right[half][quad][0] = both << 8 >> 8;
            widened->right[half][quad][1] = both >> 8;
        }
    }
}

BODY void widen_left_row(const uint8_t *left, uint32_t widened[INT8_QUADS][2]) {
    for (int quad = 0; quad < INT8_QUADS; quad++) {
        uint32_t elements;
        memcpy(&elements, left + quad * 4, sizeof elements);
        widened[quad][0] = elements & 0x00ff00ff;
        widened[quad][1] = elements >> 8 & 0x00ff00ff;
    }
}

BODY void add_pairs(column_sums *sums, uint32_t left, const widened_pairs *right) {
    widened_pairs everywhere = __builtin_bit_cast(widened_pairs, (column_sums)(int32_t)left);
    pair_products products =
        __builtin_convertvector(everywhere, pair_products) * __builtin_convertvector(*right, pair_products);
    *sums += products.even + products.odd;
}

enum { WIDENED_MOST_ROWS = 8 };

// Adds a block's products of `group` rows and half the columns; `group` is a constant, so that the sums are in
// registers.
BODY void add_widened_products(int group, const widened_block *widened, size_t row, int half, sums_row *sums) {
    column_sums totals[WIDENED_MOST_ROWS];
#pragma clang loop unroll(full)
    for (int r = 0; r < group; r++) totals[r] = *(const sums_in_memory *)&sums[row + r][half * INT8_HALF_COLUMNS];
    for (int quad = 0; quad < INT8_QUADS; quad++) {
#pragma clang loop unroll(full)
        for (int r = 0; r < group; r++) {
            add_pairs(&totals[r], widened->left[row + r][quad][0], &widened->right[half][quad][0]);
            add_pairs(&totals[r], widened->left[row + r][quad][1], &widened->right[half][quad][1]);
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < group; r++) *(sums_in_memory *)&sums[row + r][half * INT8_HALF_COLUMNS] = totals[r];
}

BODY void strip_sums_widening(
    int group, const uint8_t *left, const int8_t *right, size_t blocks, size_t rows, sums_row *sums) {
    widened_block widened;
    memset(sums, 0, STRIP_ROWS * sizeof *sums);
    for (size_t block = 0; block < blocks; block++) {
        widen_right(right + block * INT8_RIGHT_BLOCK, &widened);
        for (size_t row = 0; row < rows; row += (size_t)group) {
            for (size_t r = row; r < row + (size_t)group; r++)
                widen_left_row(left_elements(left, blocks, r, block), widened.left[r]);
            for (int half = 0; half < 2; half++) add_widened_products(group, &widened, row, half, sums);
        }
    }
}

// Defines strip_sums_LEVEL for a level whose registers can hold the sums of GROUP rows.
#define STRIP_SUMS_WIDENING(LEVEL, TARGET, GROUP)                                                               \
    TARGET static void strip_sums_##LEVEL(                                                                      \
        const uint8_t *left, const int8_t *right, size_t blocks, size_t rows, sums_row *sums) {                 \
        strip_sums_widening(GROUP, left, right, blocks, rows, sums);                                            \
    }

#endif
