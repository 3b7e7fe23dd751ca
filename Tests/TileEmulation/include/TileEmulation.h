#ifndef FLEDGE_TILE_EMULATION_H
#define FLEDGE_TILE_EMULATION_H

#include "CTensorKernels.h"
#include "AttentionTileEmulation.h"
#include "Int8TileEmulation.h"

// The kernels that are written for matrix instructions, compiled over an emulation of these, so that processors without
// them can test indices, edges, parts and epilogues.

// As fledge_bf16_product at level amx. Returns how many of the instructions a processor would have refused, one more
// where the tiles were not released at the end.
int emulated_bf16_product(
    const uint16_t *left, const uint16_t *right, fledge_product_part part, const fledge_epilogue *epilogue);

// As fledge_bf16_product at level avx512 of a processor that multiplies pairs of bfloat16 no faster than single
// precision. Returns 0 where the level in force is below that, and does nothing then.
int expanded_bf16_product(
    const uint16_t *left, const uint16_t *right, fledge_product_part part, const fledge_epilogue *epilogue);

#endif
