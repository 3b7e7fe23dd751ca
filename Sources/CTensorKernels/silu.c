#include "sigmoid.h"

BODY void fledge_silu_body(const float *x, float *out, size_t count) {
    REORDERED_SUMS
    IN_PLACE
    for (size_t i = 0; i < count; i++) out[i] = x[i] * sigmoid(x[i]).value;
}
LEVELS(void, fledge_silu, (const float *x, float *out, size_t count), (x, out, count))

BODY void fledge_silu_backward_body(const float *x, float *gradient, float *activation, size_t count) {
    REORDERED_SUMS
    IN_PLACE
    for (size_t i = 0; i < count; i++) {
        float value = x[i];
        logistic gate = sigmoid(value);
        activation[i] = value * gate.value;
        gradient[i] *= gate.value + value * gate.value * gate.complement;
    }
}
LEVELS(
    void, fledge_silu_backward, (const float *x, float *gradient, float *activation, size_t count),
    (x, gradient, activation, count))
