#ifndef FLEDGE_BF16_TILES_H
#define FLEDGE_BF16_TILES_H

#include <stdint.h>

// Thin wrappers of the matrix instructions that the kernels use. A tile is named by a constant 0...7; rows are `stride`
// bytes apart in memory. If FLEDGE_EMULATED_TILES is defined, functions declared by the tests beforehand replace the
// instructions.

// The 64 bytes that configure the tiles.
typedef struct {
    uint8_t palette, first_row, reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
} tile_configuration;
_Static_assert(sizeof(tile_configuration) == 64, "the processor reads 64 bytes");

// Palette 1 has eight tiles of 16 rows of 64 bytes; all of them are used in full.
#define FULL_TILES                                                                                            \
    (tile_configuration) {                                                                                    \
        .palette = 1, .row_bytes = {64, 64, 64, 64, 64, 64, 64, 64}, .rows = {16, 16, 16, 16, 16, 16, 16, 16} \
    }

#if defined(FLEDGE_EMULATED_TILES)
#define TILE_TARGET
#define CONFIGURE_TILES(configuration) emulated_configure(configuration)
#define RELEASE_TILES() emulated_release()
#define ZERO_TILE(tile) emulated_zero(tile)
#define LOAD_TILE(tile, from, stride) emulated_load(tile, from, stride)
#define STORE_TILE(tile, to, stride) emulated_store(tile, to, stride)
#define MULTIPLY_BF16_TILES(sums, left, right) emulated_multiply_bf16(sums, left, right)
#else
#include <immintrin.h>
#define TILE_TARGET                                                                                       \
    __attribute__((                                                                                       \
        target("avx2,fma,avx512f,avx512bw,avx512vl,avx512dq,amx-tile,amx-bf16"), min_vector_width(512)))
#define CONFIGURE_TILES(configuration) _tile_loadconfig(configuration)
#define RELEASE_TILES() _tile_release()
#define ZERO_TILE(tile) _tile_zero(tile)
#define LOAD_TILE(tile, from, stride) _tile_loadd(tile, from, stride)
#define STORE_TILE(tile, to, stride) _tile_stored(tile, to, stride)
#define MULTIPLY_BF16_TILES(sums, left, right) _tile_dpbf16ps(sums, left, right)
#endif

#endif
