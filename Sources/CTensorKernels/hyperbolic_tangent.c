#include <math.h>

#include "CTensorKernels.h"

// Used only for poolers and similar layers, one row per sequence: the cost of the C library's accuracy is negligible.
void fledge_tanh(const float *x, float *out, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = tanhf(x[i]);
}

void fledge_tanh_backward(const float *x, float *gradient, float *activation, size_t count) {
    for (size_t i = 0; i < count; i++) {
        activation[i] = tanhf(x[i]);
        gradient[i] *= 1.0f - activation[i] * activation[i];
    }
}
