#include "levels.h"

BODY void fledge_float_from_bfloat16_body(const uint16_t *x, float *out, size_t count) {
    for (size_t i = 0; i < count; i++) {
        union { uint32_t bits; float value; } word = {(uint32_t)x[i] << 16};
        out[i] = word.value;
    }
}
LEVELS(void, fledge_float_from_bfloat16, (const uint16_t *x, float *out, size_t count), (x, out, count))

// Exact: the exponent is moved by a multiplication with 2^112, which also turns subnormal halves into normal floats.
BODY void fledge_float_from_float16_body(const uint16_t *x, float *out, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint32_t magnitude = (uint32_t)(x[i] & 0x7fff) << 13;
        union { uint32_t bits; float value; } word = {magnitude};
        word.value *= 0x1p112f;
        if (magnitude >= 0x0f800000) word.bits = 0x7f800000 | (magnitude & 0x007fffff);
        word.bits |= (uint32_t)(x[i] & 0x8000) << 16;
        out[i] = word.value;
    }
}
LEVELS(void, fledge_float_from_float16, (const uint16_t *x, float *out, size_t count), (x, out, count))
