#include "exponential.h"

// Q(|x|) = exp(-x^2 / 2) p(t) with t = 1 / (1 + 0.33 |x|) is the upper tail of the standard normal distribution;
// scripts/fit-gaussian-tail computes the coefficients of p. The exponential is also used for the derivative.
BODY float gaussian_tail(float magnitude, float exponential_part) {
    float t = 1.0f / (1.0f + 0.33f * magnitude);
    float p = -2.080792291e-02f;
    p = p * t + 1.230814121e-01f;
    p = p * t - 2.671890120e-01f;
    p = p * t + 2.246336050e-01f;
    p = p * t - 5.652867437e-02f;
    p = p * t + 1.218199678e-01f;
    p = p * t + 1.110656895e-01f;
    p = p * t + 1.323028046e-01f;
    p = p * t + 1.316221576e-01f;
    return p * t * exponential_part;
}

BODY void fledge_gelu_body(const float *x, float *out, size_t count) {
    REORDERED_SUMS
    IN_PLACE
    for (size_t i = 0; i < count; i++) {
        float value = x[i];
        float tail = gaussian_tail(__builtin_fabsf(value), exponential(-0.5f * value * value));
        out[i] = value * (value < 0 ? tail : 1.0f - tail);
    }
}
LEVELS(void, fledge_gelu, (const float *x, float *out, size_t count), (x, out, count))

BODY void fledge_gelu_backward_body(const float *x, float *gradient, float *activation, size_t count) {
    REORDERED_SUMS
    IN_PLACE
    for (size_t i = 0; i < count; i++) {
        float value = x[i];
        float exponential_part = exponential(-0.5f * value * value);
        float tail = gaussian_tail(__builtin_fabsf(value), exponential_part);
        float probability = value < 0 ? tail : 1.0f - tail;
        float density = 0.398942280f * exponential_part;
        activation[i] = value * probability;
        gradient[i] *= probability + value * density;
    }
}
LEVELS(
    void, fledge_gelu_backward, (const float *x, float *gradient, float *activation, size_t count),
    (x, gradient, activation, count))
