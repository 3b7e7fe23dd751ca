#include <math.h>

#include "levels.h"

// Only the pooler and its like use it, one row a sequence: the C library's accuracy costs nothing noticeable.
void fledge_tanh(float *x, size_t count) {
    for (size_t i = 0; i < count; i++) x[i] = tanhf(x[i]);
}

BODY void fledge_tanh_backward_body(const float *activation, float *gradient, size_t count) {
    for (size_t i = 0; i < count; i++) gradient[i] *= 1.0f - activation[i] * activation[i];
}
LEVELS(void, fledge_tanh_backward, (const float *activation, float *gradient, size_t count),
    (activation, gradient, count))
