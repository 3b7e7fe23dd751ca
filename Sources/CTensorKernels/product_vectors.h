#ifndef FLEDGE_PRODUCT_VECTORS_H
#define FLEDGE_PRODUCT_VECTORS_H

#include "levels.h"

// The 32 elements of a row of a block form one vector: two registers with AVX-512, four with AVX2, eight with SSE2.
// Functions take vectors by address, since how a vector is passed depends on the level.

typedef float floats16 __attribute__((ext_vector_type(16)));
typedef uint32_t words16 __attribute__((ext_vector_type(16)));
typedef float floats32 __attribute__((ext_vector_type(32)));
typedef int32_t integers32 __attribute__((ext_vector_type(32)));
typedef uint32_t words32 __attribute__((ext_vector_type(32)));
typedef uint16_t shorts32 __attribute__((ext_vector_type(32)));
typedef uint16_t shorts64 __attribute__((ext_vector_type(64)));

// The same types for memory that is aligned to elements only.
typedef float floats16_in_memory __attribute__((ext_vector_type(16), aligned(4)));
typedef uint32_t words16_in_memory __attribute__((ext_vector_type(16), aligned(2)));
typedef float floats32_in_memory __attribute__((ext_vector_type(32), aligned(4)));
typedef uint16_t shorts32_in_memory __attribute__((ext_vector_type(32), aligned(2)));

BODY void load_floats(floats32 *x, const float *from) { *x = *(const floats32_in_memory *)from; }
BODY void store_floats(const floats32 *x, float *to) { *(floats32_in_memory *)to = *x; }

// bfloat16 is the upper half of single precision. Sets the upper halves of `bits` to x rounded to it: to nearest, ties
// to even; a NaN becomes a quiet NaN.
BODY void round_upper_halves(const floats32 *x, words32 *bits) {
    words32 exact = __builtin_bit_cast(words32, *x);
    words32 rounded = exact + 0x7FFF + ((exact >> 16) & 1);
    *bits = *x != *x ? exact | 0x400000 : rounded;
}

BODY void round_to_bf16(const floats32 *x, shorts32 *result) {
    words32 bits;
    round_upper_halves(x, &bits);
    shorts64 halves = __builtin_bit_cast(shorts64, bits);
    *result = __builtin_shufflevector(
        halves, halves, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37, 39, 41, 43, 45, 47, 49,
        51, 53, 55, 57, 59, 61, 63);
}

BODY void store_bf16(const floats32 *x, uint16_t *to) {
    shorts32 rounded;
    round_to_bf16(x, &rounded);
    *(shorts32_in_memory *)to = rounded;
}

#endif
