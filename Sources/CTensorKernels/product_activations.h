#ifndef FLEDGE_PRODUCT_ACTIVATIONS_H
#define FLEDGE_PRODUCT_ACTIVATIONS_H

#include "product_vectors.h"

// Activations for matrix multiplications in reduced precision. Infinities give the limits, a NaN gives a NaN.

// x * Phi(x), with Phi(x) = 1/2 + t p(w) for t = x clamped to +-4.6 and w = 2 t^2 / 4.6^2 - 1. The polynomial p has the
// smallest maximum error of the result among those that reach +-1/2 at the limits. The absolute error of the result is
// below 1.3e-5, the relative error below 4e-5 for x > 0 and below 2e-6 for |x| < 0.01; rounding a value of 1 to
// bfloat16 costs up to 4e-3. Needs no division and no exponential.
BODY void gelu(floats32 *x) {
    const float limit = 4.6f;
    floats32 value = *x < -limit ? (floats32)-limit : *x;  // so that -infinity is not multiplied by 0
    floats32 t = value > limit ? (floats32)limit : value;
    floats32 w = t * t * 0.0945179623f - 1.0f;
    floats32 square = w * w;
    floats32 even = square * 5.601818673e-03f + 1.097662933e-02f;
    floats32 odd = square * -1.806816785e-03f - 7.913486101e-03f;
    even = even * square + 2.951497585e-02f;
    odd = odd * square - 1.898044161e-02f;
    even = even * square + 5.413875729e-02f;
    odd = odd * square - 4.062383622e-02f;
    even = even * square + 1.535433978e-01f;
    odd = odd * square - 7.575528324e-02f;
    floats32 probability = t * (odd * w + even) + 0.5f;
    probability = probability < 0.0f ? (floats32)0.0f : probability;
    *x = value * probability;
}

// e^x as in exponential.h, for x in about -87...88.
BODY void exponentials(floats32 *x) {
    floats32 value = *x < -87.0f ? (floats32)-87.0f : *x;
    value = value > 88.0f ? (floats32)88.0f : value;
    const float magic = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer in the lowest bits
    floats32 shifted = value * 1.44269504f + magic;
    floats32 n = shifted - magic;
    floats32 r = value - n * 0.693359375f;
    r = r + n * 2.12194440e-4f;
    floats32 p = r * 1.9841270e-4f + 1.3888889e-3f;
    p = p * r + 8.3333333e-3f;
    p = p * r + 4.1666667e-2f;
    p = p * r + 1.6666667e-1f;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    integers32 power = (__builtin_bit_cast(integers32, shifted) - (0x4B400000 - 127)) << 23;
    *x = p * __builtin_bit_cast(floats32, power);
}

// x / (1 + e^-u) for x clamped from below, so that -infinity gives -0 within rounding.
BODY void gated(floats32 *x, const floats32 *u) {
    floats32 value = *x < -100.0f ? (floats32)-100.0f : *x;
    floats32 power = -*u;
    exponentials(&power);
    *x = value / (1.0f + power);
}

BODY void silu(floats32 *x) {
    floats32 u = *x;
    gated(x, &u);
}

// 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))
BODY void gelu_tanh(floats32 *x) {
    floats32 u = 1.59576912f * *x * (1.0f + 0.044715f * *x * *x);
    gated(x, &u);
}

BODY void relu(floats32 *x) { *x = *x < 0.0f ? (floats32)0.0f : *x; }

// 1 - 2 / (1 + e^2x), or the Taylor polynomial where that would suffer cancellation. Relative error below 1e-6.
BODY void hyperbolic_tangent(floats32 *x) {
    floats32 square = *x * *x;
    floats32 p = square * 2.186949e-2f - 5.3968254e-2f;
    p = p * square + 1.3333333e-1f;
    p = p * square - 3.3333333e-1f;
    floats32 small = *x * (p * square + 1.0f);
    floats32 power = *x + *x;
    exponentials(&power);
    floats32 large = 1.0f - 2.0f / (1.0f + power);
    *x = square < 0.0625f ? small : large;
}

// Replaces x by its activation. `activation` must be a constant wherever this is inlined.
BODY void activate(fledge_activation activation, floats32 *x) {
    switch (activation) {
    case FLEDGE_ACTIVATION_GELU: gelu(x); break;
    case FLEDGE_ACTIVATION_GELU_TANH: gelu_tanh(x); break;
    case FLEDGE_ACTIVATION_RELU: relu(x); break;
    case FLEDGE_ACTIVATION_SILU: silu(x); break;
    case FLEDGE_ACTIVATION_TANH: hyperbolic_tangent(x); break;
    case FLEDGE_ACTIVATION_NONE: break;
    }
}

#endif
