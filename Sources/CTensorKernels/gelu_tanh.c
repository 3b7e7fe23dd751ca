#include "sigmoid.h"

// 0.5 x (1 + tanh u) = x sigmoid(2 u) with u = sqrt(2 / pi) (x + 0.044715 x^3).
static const float FACTOR = 1.59576912f;  // 2 sqrt(2 / pi)
static const float CUBIC = 0.044715f;

BODY void fledge_gelu_tanh_body(const float *x, float *out, size_t count) {
    REORDERED_SUMS
    IN_PLACE
    for (size_t i = 0; i < count; i++) {
        float value = x[i];
        out[i] = value * sigmoid(FACTOR * value * (1.0f + CUBIC * value * value)).value;
    }
}
LEVELS(void, fledge_gelu_tanh, (const float *x, float *out, size_t count), (x, out, count))

BODY void fledge_gelu_tanh_backward_body(const float *x, float *gradient, float *activation, size_t count) {
    REORDERED_SUMS
    IN_PLACE
    for (size_t i = 0; i < count; i++) {
        float value = x[i];
        float square = CUBIC * value * value;
        logistic gate = sigmoid(FACTOR * value * (1.0f + square));
        activation[i] = value * gate.value;
        gradient[i] *= gate.value + value * gate.value * gate.complement * FACTOR * (1.0f + 3.0f * square);
    }
}
LEVELS(
    void, fledge_gelu_tanh_backward, (const float *x, float *gradient, float *activation, size_t count),
    (x, gradient, activation, count))
