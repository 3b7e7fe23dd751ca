#ifndef FLEDGE_EXPONENTIAL_H
#define FLEDGE_EXPONENTIAL_H

#include <stdint.h>

#include "levels.h"

// e^x for x in about -87...88 with a relative error below 2e-7, in operations that can be vectorized at every level.
// x = n ln 2 + r with |r| <= ln 2 / 2; e^r by its Taylor polynomial, 2^n through the exponent's bits.
BODY float exponential(float x) {
    x = x < -87.0f ? -87.0f : x;
    x = x > 88.0f ? 88.0f : x;
    const float magic = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer in the lowest bits
    float shifted = x * 1.44269504f + magic;
    float n = shifted - magic;
    float r = x - n * 0.693359375f;
    r = r + n * 2.12194440e-4f;
    float p = 1.9841270e-4f;
    p = p * r + 1.3888889e-3f;
    p = p * r + 8.3333333e-3f;
    p = p * r + 4.1666667e-2f;
    p = p * r + 1.6666667e-1f;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    union { float value; int32_t bits; } rounded = {shifted}, power;
    power.bits = (rounded.bits - 0x4B400000 + 127) << 23;
    return p * power.value;
}

#endif
