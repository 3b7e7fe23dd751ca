#ifndef FLEDGE_INT8_BLOCKS_H
#define FLEDGE_INT8_BLOCKS_H

#include "product_epilogue.h"

// The layout of packed operands, in bytes. The left one is [blocks of 16 rows][blocks of 64 of the depth]
// [16 rows][64], unsigned: the integer + 128. The right one is [panels of 32 columns][blocks of 64 of the depth]
// [2 halves][16 quads of the depth][16 columns][4], signed.
enum {
    INT8_DEPTH = 64,
    INT8_QUADS = INT8_DEPTH / 4,
    INT8_LEFT_BLOCK = BLOCK_ROWS * INT8_DEPTH,
    INT8_RIGHT_BLOCK = BLOCK_COLUMNS * INT8_DEPTH,
    INT8_RIGHT_HALF = INT8_RIGHT_BLOCK / 2,
    INT8_HALF_COLUMNS = BLOCK_COLUMNS / 2,
    INT8_ZERO = 128  // the left operand's element for the value 0
};

#endif
