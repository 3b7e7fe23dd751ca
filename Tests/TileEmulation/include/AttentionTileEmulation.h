#ifndef FLEDGE_ATTENTION_TILE_EMULATION_H
#define FLEDGE_ATTENTION_TILE_EMULATION_H

#include "CTensorKernels.h"

// As fledge_attention_forward and fledge_attention_backward at level amx, for head sizes that are multiples of 32.
// Return how many of the instructions a processor would have refused, one more where the tiles were not released at the
// end.
int emulated_attention_forward(
    const fledge_attention *attention, float *out, size_t out_stride, float *log_sums, float *scratch);
int emulated_attention_backward(
    const fledge_attention *attention, const float *out_gradient, size_t out_stride, const float *log_sums,
    float *query_gradient, float *key_gradient, float *value_gradient, size_t gradient_stride,
    float *distance_gradients, float *scratch);

#endif
