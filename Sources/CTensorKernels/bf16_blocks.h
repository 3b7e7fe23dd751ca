#ifndef FLEDGE_BF16_BLOCKS_H
#define FLEDGE_BF16_BLOCKS_H

#include "product_epilogue.h"

// The layout of packed operands, in 16-bit elements. The left one is [blocks of 16 rows][blocks of 32 of the
// depth][16 rows][32], the right one [panels of 32 columns][blocks of 32 of the depth][2 halves][16 pairs of the
// depth][16 columns][2]: the two elements of a pair share a word.
enum {
    DEPTH_BLOCK = 32,
    DEPTH_PAIRS = DEPTH_BLOCK / 2,
    LEFT_BLOCK = BLOCK_ROWS * DEPTH_BLOCK,
    RIGHT_BLOCK = BLOCK_COLUMNS * DEPTH_BLOCK,
    RIGHT_HALF = RIGHT_BLOCK / 2
};

// Unrolls the following loop completely, so that the arrays it indexes stay in registers.
#define UNROLL _Pragma("clang loop unroll(full)")

// The number of rows of the left operand that are multiplied by all panels of the right one before the next rows: about
// as many as fit a core's second-level cache.
BODY size_t chunk_rows(size_t depth) {
    enum { CHUNK_BYTES = 512 * 1024, LEAST_ROWS = 64, MOST_ROWS = 256 };
    size_t rows = CHUNK_BYTES / sizeof(uint16_t) / (blocks_of(depth, DEPTH_BLOCK) * DEPTH_BLOCK + 1);
    rows = rows < LEAST_ROWS ? LEAST_ROWS : least(rows, MOST_ROWS);
    return rows / (2 * BLOCK_ROWS) * (2 * BLOCK_ROWS);
}

// bf16_product_amx.c
void fledge_bf16_product_amx(
    const uint16_t *left, const uint16_t *right, const fledge_product_part *part, const fledge_epilogue *epilogue);

#endif
