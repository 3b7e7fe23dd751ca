#ifndef FLEDGE_PRODUCT_H
#define FLEDGE_PRODUCT_H

#include <stddef.h>
#include <stdint.h>

// Matrix multiplications in reduced precision: result[m][n] = sum over k of left[m][k] * right[n][k].
//
// Both operands are packed beforehand, in the order in which the processor's matrix instructions read them. An element
// of the result depends only on its row of the left operand and its column of the right one, not on the number of rows
// or the way that the work is split.

typedef enum {
    FLEDGE_ACTIVATION_NONE = 0,
    FLEDGE_ACTIVATION_GELU = 1,
    FLEDGE_ACTIVATION_GELU_TANH = 2,
    FLEDGE_ACTIVATION_RELU = 3,
    FLEDGE_ACTIVATION_SILU = 4,
    FLEDGE_ACTIVATION_TANH = 5
} fledge_activation;

// The processing of the sums. NULL pointers are skipped; strides are in elements.
typedef struct {
    const float *bias;             // one value per column, added first
    float *before;                 // the values before the activation
    size_t before_stride;
    fledge_activation activation;
    float *out;                    // the values after the activation
    size_t out_stride;
    int accumulates;               // true if values are added to `out` instead of overwriting it
    uint16_t *packed;              // the values after the activation, packed in bf16 as the left operand of a
                                   // multiplication whose depth is this one's number of columns; padding columns are
                                   // written as zeros
} fledge_epilogue;

// The part of a multiplication that a call computes. first_row and first_column are multiples of 16 and 32; last_row
// and last_column are such multiples or the ends.
typedef struct {
    size_t rows, columns, depth;
    size_t first_row, last_row, first_column, last_column;
} fledge_product_part;

// A matrix in single precision to pack: element (i, k) is at start[i * stride + k], or, transposed, at
// start[k * stride + i], where i counts rows of the left or columns of the right operand and k counts the depth.
typedef struct {
    const float *start;
    size_t stride;
    int transposed;
} fledge_source;

// bf16_pack.c -- operands rounded to bfloat16 (to nearest, ties to even; a NaN stays one).
// Sizes are in 16-bit elements. first and last are as in fledge_product_part, for the rows or columns to be packed.
size_t fledge_bf16_left_size(size_t rows, size_t depth);
size_t fledge_bf16_right_size(size_t columns, size_t depth);
void fledge_bf16_pack_left(
    fledge_source source, size_t rows, size_t depth, size_t first, size_t last, uint16_t *packed);
// Packs a transposed source and adds the sum of each of these rows, in single precision, to its element of sums[rows].
void fledge_bf16_pack_left_summing(
    fledge_source source, size_t rows, size_t depth, size_t first, size_t last, uint16_t *packed, float *sums);
void fledge_bf16_pack_right(
    fledge_source source, size_t columns, size_t depth, size_t first, size_t last, uint16_t *packed);
// bf16_product.c -- with sums in single precision.
void fledge_bf16_product(
    const uint16_t *left, const uint16_t *right, fledge_product_part part, const fledge_epilogue *epilogue);
// Returns true if this processor multiplies faster in bf16 than in single precision.
int fledge_bf16_is_fast(void);

// int8_pack.c -- operands in 8-bit integers: weights with a scale per column, activations with a scale per row.
size_t fledge_int8_left_size(size_t rows, size_t depth);
size_t fledge_int8_right_size(size_t columns, size_t depth);
// scales: one per row; the value is scale * (element - 128).
void fledge_int8_pack_left(
    fledge_source source, size_t depth, size_t first, size_t last, uint8_t *packed, float *scales);
// scales: one per column, from its largest magnitude; corrections: 128 times the sum of the column's integers.
void fledge_int8_pack_right(
    fledge_source source, size_t depth, size_t first, size_t last, int8_t *packed, float *scales,
    int32_t *corrections);
// int8_product.c -- with exact integer sums; the epilogue receives them multiplied by both scales.
void fledge_int8_product(
    const uint8_t *left, const float *left_scales, const int8_t *right, const float *right_scales,
    const int32_t *right_corrections, fledge_product_part part, const fledge_epilogue *epilogue);
// Returns true if this processor multiplies 8-bit integers faster than single precision.
int fledge_int8_is_fast(void);

#endif
