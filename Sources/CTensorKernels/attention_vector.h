#ifndef FLEDGE_ATTENTION_VECTOR_H
#define FLEDGE_ATTENTION_VECTOR_H

#include "levels.h"

// Sixteen floats processed at once: one register at AVX-512, two at AVX2, four elsewhere.
//
// Multiplications are fused with additions if the processor supports it, and nothing is reordered: an element's value
// does not depend on its neighbors.

// These functions are always inlined, so it does not matter how the ABI would pass their arguments.
#pragma clang diagnostic ignored "-Wpsabi"

enum { LANES = 16 };
typedef float vector __attribute__((ext_vector_type(16), may_alias));
typedef float loose_vector __attribute__((ext_vector_type(16), may_alias, aligned(4)));
typedef int32_t integers __attribute__((ext_vector_type(16), may_alias));
typedef uint32_t words __attribute__((ext_vector_type(16), may_alias));

#define FUSED_PRODUCTS _Pragma("clang fp contract(fast)")

BODY size_t whole_vectors(size_t count) { return (count + LANES - 1) / LANES * LANES; }

BODY vector load(const float *x) { return *(const loose_vector *)x; }
BODY void store(float *x, vector value) { *(loose_vector *)x = value; }

// The greater of the two in every lane; `y` if x is not a number.
BODY vector greater(vector x, vector y) { return x > y ? x : y; }

// e^x for x up to 88, and 0 below -87. For x <= 0, where the result is at most 1, the error is below 1e-7. x / ln 2 = n
// + f with |f| <= 1/2; 2^f by the polynomial of degree 6 with the smallest maximum relative error, here 2e-8; 2^n
// through the exponent's bits.
BODY vector exponentials(vector x) {
    FUSED_PRODUCTS
    const float octaves = 1.44269504f;
    const float magic = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer in the lowest bits
    vector shifted = x * octaves + magic;
    vector f = x * octaves - (shifted - magic);
    vector p = f * 1.534581243e-04f + 1.339993090e-03f;
    p = p * f + 9.618489072e-03f;
    p = p * f + 5.550328642e-02f;
    p = p * f + 2.402264625e-01f;
    p = p * f + 6.931471825e-01f;
    p = p * f + 1.0f;
    words power = ((words)shifted << 23) + 0x3F800000u;  // the bits of 2^n: those of `magic` are shifted out
    vector result = p * (vector)power;
    return x < -87.0f ? (vector)0.0f : result;
}

// ln x for positive finite x with an absolute error below 2e-7 for x up to 1e6; NaN stays NaN.
// x = 2^n m with m between 1/sqrt(2) and sqrt(2), and ln m = 2 artanh((m - 1) / (m + 1)) by its series.
BODY vector logarithms(vector x) {
    FUSED_PRODUCTS
    words offset = (words)x - 0x3F3504F3u;  // the bits of 1/sqrt(2)
    integers n = (integers)offset >> 23;
    vector m = (vector)((offset & 0x007FFFFFu) + 0x3F3504F3u);
    vector s = (m - 1.0f) / (m + 1.0f), square = s * s;
    vector p = square * (2.0f / 9) + 2.0f / 7;
    p = p * square + 2.0f / 5;
    p = p * square + 2.0f / 3;
    p = p * square * s + 2.0f * s;
    vector result = __builtin_convertvector(n, vector) * 0.693147181f + p;
    return x == x ? result : x;
}

#define INTERLEAVED(FIRST, SECOND, ...) __builtin_shufflevector(FIRST, SECOND, __VA_ARGS__)

// Transposes rows into columns: element j of rows[i] goes to element i of rows[j].
BODY void transpose(vector rows[LANES]) {
    vector a[LANES], b[LANES];
    for (int i = 0; i < LANES; i += 2) {
        a[i] = INTERLEAVED(rows[i], rows[i + 1], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
        a[i + 1] = INTERLEAVED(rows[i], rows[i + 1], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
    }
    for (int i = 0; i < LANES; i += 4) {
        for (int half = 0; half < 2; half++) {
            vector low = a[i + half], high = a[i + 2 + half];
            b[i + 2 * half] = INTERLEAVED(low, high, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
            b[i + 2 * half + 1] = INTERLEAVED(low, high, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
        }
    }
    // Now b[4 g + c] contains, for the rows 4 g ..< 4 g + 4, the columns c, c + 4, c + 8 and c + 12, four elements
    // each.
    for (int c = 0; c < 4; c++) {
        for (int pair = 0; pair < 2; pair++) {
            vector low = b[8 * pair + c], high = b[8 * pair + 4 + c];
            a[8 * pair + c] = INTERLEAVED(low, high, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
            a[8 * pair + 4 + c] = INTERLEAVED(low, high, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
        }
    }
    for (int c = 0; c < 4; c++) {
        for (int odd = 0; odd < 2; odd++) {
            vector low = a[4 * odd + c], high = a[8 + 4 * odd + c];
            rows[4 * odd + c] = INTERLEAVED(low, high, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
            rows[8 + 4 * odd + c] = INTERLEAVED(low, high, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
        }
    }
}

#endif
