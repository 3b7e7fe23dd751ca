#ifndef FLEDGE_INT8_TILE_EMULATION_H
#define FLEDGE_INT8_TILE_EMULATION_H

#include "CTensorKernels.h"

// As fledge_int8_product at level amx. Returns how many of the instructions a processor would have refused, one more
// where the tiles were not released at the end.
int emulated_int8_product(
    const uint8_t *left, const float *left_scales, const int8_t *right, const float *right_scales,
    const int32_t *right_corrections, fledge_product_part part, const fledge_epilogue *epilogue);

// As fledge_int8_product at level avx512 of a processor that has no instruction for 8-bit products. Returns 0 where the
// level in force is below that, and does nothing then.
int widened_int8_product(
    const uint8_t *left, const float *left_scales, const int8_t *right, const float *right_scales,
    const int32_t *right_corrections, fledge_product_part part, const fledge_epilogue *epilogue);

#endif
