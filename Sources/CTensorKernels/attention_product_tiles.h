#ifndef FLEDGE_ATTENTION_PRODUCT_TILES_H
#define FLEDGE_ATTENTION_PRODUCT_TILES_H

#include "attention_product.h"
#include "bf16_tiles.h"

// Attention's matrix multiplications with matrix instructions: 32 x 32 sums in four tiles, with two tiles per operand.
// A tile of an operand has 16 rows of 16 pairs.

enum { TILE_SIDE = 16 };

// Computes up to 32 rows and columns of the result; those from 16 on may be missing.
TILE_TARGET static void multiply_square(const attention_product *product, size_t row, size_t column) {
    const int has_below = row + TILE_SIDE < product->rows, has_beside = column + TILE_SIDE < product->columns;
    const size_t left_bytes = product->left.stride * 4, right_bytes = product->right.stride * 4;
    const size_t result_bytes = product->result_stride * 4;
    const uint32_t *left = (const uint32_t *)product->left.start + row * product->left.stride;
    const uint32_t *left_below = left + TILE_SIDE * product->left.stride;
    const uint32_t *right = (const uint32_t *)product->right.start + column;
    float *result = product->result + row * product->result_stride + column;
    float *result_below = result + TILE_SIDE * product->result_stride;
    if (product->accumulates) {
        LOAD_TILE(0, result, result_bytes);
        if (has_beside) LOAD_TILE(1, result + TILE_SIDE, result_bytes);
        if (has_below) LOAD_TILE(2, result_below, result_bytes);
        if (has_below && has_beside) LOAD_TILE(3, result_below + TILE_SIDE, result_bytes);
    } else {
        ZERO_TILE(0);
        ZERO_TILE(1);
        ZERO_TILE(2);
        ZERO_TILE(3);
    }
    for (size_t k = 0; k < product->depth; k += TILE_SIDE) {
        LOAD_TILE(4, left + k, left_bytes);
        LOAD_TILE(6, right + k * product->right.stride, right_bytes);
        MULTIPLY_BF16_TILES(0, 4, 6);
        if (has_beside) {
            LOAD_TILE(7, right + k * product->right.stride + TILE_SIDE, right_bytes);
            MULTIPLY_BF16_TILES(1, 4, 7);
        }
        if (has_below) {
            LOAD_TILE(5, left_below + k, left_bytes);
            MULTIPLY_BF16_TILES(2, 5, 6);
            if (has_beside) MULTIPLY_BF16_TILES(3, 5, 7);
        }
    }
    STORE_TILE(0, result, result_bytes);
    if (has_beside) STORE_TILE(1, result + TILE_SIDE, result_bytes);
    if (has_below) STORE_TILE(2, result_below, result_bytes);
    if (has_below && has_beside) STORE_TILE(3, result_below + TILE_SIDE, result_bytes);
}

TILE_TARGET static void multiply_tiles(const attention_product *product) {
    for (size_t row = 0; row < product->rows; row += 2 * TILE_SIDE) {
        for (size_t column = 0; column < product->columns; column += 2 * TILE_SIDE) {
            multiply_square(product, row, column);
        }
    }
}

TILE_TARGET static void configure_tiles(void) {
    tile_configuration configuration = FULL_TILES;
    CONFIGURE_TILES(&configuration);
}

TILE_TARGET static void release_tiles(void) { RELEASE_TILES(); }

#endif
