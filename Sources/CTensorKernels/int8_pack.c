#include <math.h>

#include "int8_blocks.h"

// A line is a set of elements with one scale: a row of the left operand, a column of the right one. Its element k is at
// start[k * step].
typedef struct {
    const float *start;
    size_t step, depth;
} line;

BODY line line_of(fledge_source source, size_t index, size_t depth) {
    if (source.transposed) return (line){source.start + index, source.stride, depth};
    return (line){source.start + index * source.stride, 1, depth};
}

// The bits of magnitudes have the same order as the magnitudes, with infinity and NaN above all numbers.
BODY uint32_t magnitude_bits(float value) {
    union { float value; uint32_t bits; } number = {value};
    return number.bits & 0x7fffffffu;
}

BODY float largest_magnitude(line values) {
    uint32_t largest = 0;
    if (values.step == 1) {
        for (size_t k = 0; k < values.depth; k++) {
            uint32_t bits = magnitude_bits(values.start[k]);
            largest = bits > largest ? bits : largest;
        }
    } else {
        for (size_t k = 0; k < values.depth; k++) {
            uint32_t bits = magnitude_bits(values.start[k * values.step]);
            largest = bits > largest ? bits : largest;
        }
    }
    union { uint32_t bits; float value; } number = {largest};
    return number.value;
}

// The 64 values from k on, with zeros after the line's end: in place if possible, otherwise in `buffer`.
BODY const float *values_from(line values, size_t k, float *buffer) {
    size_t count = values.depth - k < INT8_DEPTH ? values.depth - k : INT8_DEPTH;
    const float *start = values.start + k * values.step;
    if (values.step == 1 && count == INT8_DEPTH) return start;
    memset(buffer, 0, INT8_DEPTH * sizeof(float));
    for (size_t i = 0; i < count; i++) buffer[i] = start[i * values.step];
    return buffer;
}

// 128 + quotient, to the nearest integer, ties to even.
BODY uint8_t rounded(float quotient) {
    const float magic = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer in the lowest bits
    union { float value; uint32_t bits; } shifted = {quotient + magic};
    return (uint8_t)(shifted.bits + INT8_ZERO);
}

BODY void quantize_by_division(const float *values, float scale, uint8_t *out) {
    for (int i = 0; i < INT8_DEPTH; i++) {
        float quotient = values[i] / scale;
        quotient = quotient < -127.0f ? -127.0f : quotient;
        quotient = quotient > 127.0f ? 127.0f : quotient;
        out[i] = rounded(quotient);
    }
}

// Computes the same integers without divisions: the quotient from the reciprocal, corrected by its remainder, rounds
// like the exact quotient, and none exceeds 127. Both require a scale well above the smallest floats.
BODY void quantize_by_reciprocal(const float *values, float scale, float reciprocal, uint8_t *out) {
    for (int i = 0; i < INT8_DEPTH; i++) {
        float estimate = values[i] * reciprocal;
        float remainder = __builtin_fmaf(-estimate, scale, values[i]);
        out[i] = rounded(__builtin_fmaf(remainder, reciprocal, estimate));
    }
}

typedef struct {
    float scale, reciprocal;  // the reciprocal is 0 if it must not be used
    int is_constant;          // all elements are 0: the line contains only zeros, or non-finite values
} scaling;

BODY scaling scaling_of(line values, int is_fused) {
    float largest = largest_magnitude(values);
    if (!(largest <= 3.402823466e38f)) return (scaling){.scale = NAN, .is_constant = 1};
    float scale = largest / 127.0f;
    if (scale == 0) return (scaling){.is_constant = 1};
    return (scaling){.scale = scale, .reciprocal = is_fused && scale >= 0x1p-100f ? 1.0f / scale : 0};
}

BODY void quantize(line values, scaling scaling, size_t k, uint8_t *out) {
    float buffer[INT8_DEPTH];
    if (scaling.is_constant) {
        memset(out, INT8_ZERO, INT8_DEPTH);
    } else if (scaling.reciprocal != 0) {
        quantize_by_reciprocal(values_from(values, k, buffer), scaling.scale, scaling.reciprocal, out);
    } else {
        quantize_by_division(values_from(values, k, buffer), scaling.scale, out);
    }
}

BODY void pack_left(
    int is_fused, fledge_source source, size_t depth, size_t first, size_t last, uint8_t *packed, float *scales) {
    size_t blocks = blocks_of(depth, INT8_DEPTH);
    size_t end = blocks_of(last, BLOCK_ROWS) * BLOCK_ROWS;
    for (size_t row = first; row < end; row++) {
        uint8_t *out = packed + row / BLOCK_ROWS * blocks * INT8_LEFT_BLOCK + row % BLOCK_ROWS * INT8_DEPTH;
        line values = {0};
        scaling scaling = {.is_constant = 1};
        if (row < last) {
            values = line_of(source, row, depth);
            scaling = scaling_of(values, is_fused);
            scales[row] = scaling.scale;
        }
        for (size_t block = 0; block < blocks; block++)
            quantize(values, scaling, block * INT8_DEPTH, out + block * INT8_LEFT_BLOCK);
    }
}

BODY void pack_right(
    int is_fused, fledge_source source, size_t depth, size_t first, size_t last, int8_t *packed, float *scales,
    int32_t *corrections) {
    size_t blocks = blocks_of(depth, INT8_DEPTH);
    size_t end = blocks_of(last, BLOCK_COLUMNS) * BLOCK_COLUMNS;
    for (size_t column = first; column < end; column++) {
        int8_t *out = packed + column / BLOCK_COLUMNS * blocks * INT8_RIGHT_BLOCK
            + column % BLOCK_COLUMNS / INT8_HALF_COLUMNS * INT8_RIGHT_HALF + column % INT8_HALF_COLUMNS * 4;
        line values = {0};
        scaling scaling = {.is_constant = 1};
        if (column < last) {
            values = line_of(source, column, depth);
            scaling = scaling_of(values, is_fused);
        }
        int32_t sum = 0;
        for (size_t block = 0; block < blocks; block++, out += INT8_RIGHT_BLOCK) {
            uint8_t elements[INT8_DEPTH];
            quantize(values, scaling, block * INT8_DEPTH, elements);
            for (int k = 0; k < INT8_DEPTH; k++) {
                sum += elements[k] - INT8_ZERO;
                elements[k] ^= INT8_ZERO;  // from unsigned with an offset to signed
            }
            for (int quad = 0; quad < INT8_QUADS; quad++)
                memcpy(out + quad * 4 * INT8_HALF_COLUMNS, elements + quad * 4, 4);
        }
        if (column < last) {
            scales[column] = scaling.scale;
            corrections[column] = INT8_ZERO * sum;
        }
    }
}

// The level's version of a function whose first parameter is true if multiply-adds are single instructions.
#define ARGUMENTS_OF(...) __VA_ARGS__
#if defined(__x86_64__)
#define FUSED_LEVELS(NAME, PARAMETERS, ARGUMENTS)                                                  \
    static void NAME##_portable PARAMETERS { NAME(0, ARGUMENTS_OF ARGUMENTS); }                    \
    TARGET_AVX2 static void NAME##_avx2 PARAMETERS { NAME(1, ARGUMENTS_OF ARGUMENTS); }            \
    TARGET_AVX512 static void NAME##_avx512 PARAMETERS { NAME(1, ARGUMENTS_OF ARGUMENTS); }        \
    static void NAME##_at_level PARAMETERS {                                                       \
        if (fledge_kernel_level() >= FLEDGE_LEVEL_AVX512) {                                        \
            NAME##_avx512 ARGUMENTS;                                                               \
        } else if (fledge_kernel_level() == FLEDGE_LEVEL_AVX2) {                                   \
            NAME##_avx2 ARGUMENTS;                                                                 \
        } else {                                                                                   \
            NAME##_portable ARGUMENTS;                                                             \
        }                                                                                          \
    }
#else
#define FUSED_LEVELS(NAME, PARAMETERS, ARGUMENTS) \
    static void NAME##_at_level PARAMETERS { NAME(0, ARGUMENTS_OF ARGUMENTS); }
#endif

FUSED_LEVELS(
    pack_left,
    (fledge_source source, size_t depth, size_t first, size_t last, uint8_t *packed, float *scales),
    (source, depth, first, last, packed, scales))
FUSED_LEVELS(
    pack_right,
    (fledge_source source, size_t depth, size_t first, size_t last, int8_t *packed, float *scales,
        int32_t *corrections),
    (source, depth, first, last, packed, scales, corrections))

size_t fledge_int8_left_size(size_t rows, size_t depth) {
    return blocks_of(rows, BLOCK_ROWS) * blocks_of(depth, INT8_DEPTH) * INT8_LEFT_BLOCK;
}

size_t fledge_int8_right_size(size_t columns, size_t depth) {
    return blocks_of(columns, BLOCK_COLUMNS) * blocks_of(depth, INT8_DEPTH) * INT8_RIGHT_BLOCK;
}

void fledge_int8_pack_left(
    fledge_source source, size_t depth, size_t first, size_t last, uint8_t *packed, float *scales) {
    pack_left_at_level(source, depth, first, last, packed, scales);
}

void fledge_int8_pack_right(
    fledge_source source, size_t depth, size_t first, size_t last, int8_t *packed, float *scales,
    int32_t *corrections) {
    pack_right_at_level(source, depth, first, last, packed, scales, corrections);
}
