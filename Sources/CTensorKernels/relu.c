#include "levels.h"

BODY void fledge_relu_body(const float *x, float *out, size_t count) {
    IN_PLACE
    for (size_t i = 0; i < count; i++) out[i] = x[i] < 0 ? 0.0f : x[i];
}
LEVELS(void, fledge_relu, (const float *x, float *out, size_t count), (x, out, count))

BODY void fledge_relu_backward_body(const float *x, float *gradient, float *activation, size_t count) {
    IN_PLACE
    for (size_t i = 0; i < count; i++) {
        activation[i] = x[i] < 0 ? 0.0f : x[i];
        gradient[i] = x[i] <= 0 ? 0.0f : gradient[i];
    }
}
LEVELS(
    void, fledge_relu_backward, (const float *x, float *gradient, float *activation, size_t count),
    (x, gradient, activation, count))
