#ifndef FLEDGE_INT8_TILES_H
#define FLEDGE_INT8_TILES_H

#include "bf16_tiles.h"

// A thin wrapper of the matrix instruction for 8-bit integers, with 32-bit sums, an unsigned left and a signed right
// tile.
#if defined(FLEDGE_EMULATED_TILES)
#define INT8_TILE_TARGET
#define MULTIPLY_INT8_TILES(sums, left, right) emulated_multiply_int8(sums, left, right)
#else
#define INT8_TILE_TARGET                                                                                  \
    __attribute__((                                                                                       \
        target("avx2,fma,avx512f,avx512bw,avx512vl,avx512dq,amx-tile,amx-int8"), min_vector_width(512)))
#define MULTIPLY_INT8_TILES(sums, left, right) _tile_dpbusd(sums, left, right)
#endif

#endif
