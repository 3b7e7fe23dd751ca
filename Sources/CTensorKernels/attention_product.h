#ifndef FLEDGE_ATTENTION_PRODUCT_H
#define FLEDGE_ATTENTION_PRODUCT_H

#include "levels.h"

// result[r][c] = sum over k of left(r, k) * right[k][c], in the order of k.
//
// An element of an operand has four bytes: it is a float, or two neighbors in depth rounded to bfloat16. An element of
// the result depends only on its row of the left and its column of the right operand.

typedef struct {
    const void *start;
    size_t stride;  // between rows, in elements
} attention_operand;

typedef struct {
    attention_operand left, right;
    int left_is_transposed;       // true if the rows of the left operand are indexed by k, not by r
    float *result;
    size_t result_stride;
    size_t rows, columns, depth;  // columns: a multiple of 16; depth: in elements
    int accumulates;              // true if the sums are added to the result
} attention_product;

typedef enum {
    ATTENTION_OF_NUMBERS,
    ATTENTION_OF_PAIRS,
    // Pairs, with matrix instructions. They compute 16 rows at once, so the left operand and the result need memory for
    // a multiple of 16 rows; the depth is a multiple of 16, and the left operand is not transposed.
    ATTENTION_OF_TILES
} attention_kind;

// An implementation of matrix multiplications.
typedef struct {
    attention_kind kind;
    void (*multiply)(const attention_product *product);

    // The following members are NULL if operands consist of floats. The source has whole vectors of 16 columns. Pairs
    // neighbors in a row, times a factor: [rows][columns / 2].
    void (*pair_columns)(
        attention_operand source, size_t rows, size_t columns, float factor, void *pairs, size_t stride);
    // Pairs neighbors in a column: [paired_rows][columns]. Missing source rows count as zeros.
    void (*pair_rows)(attention_operand source, size_t rows, size_t columns, size_t paired_rows, void *pairs);

    // Called before and after the multiplications of a pass; NULL without tiles.
    void (*start)(void);
    void (*finish)(void);
} attention_arithmetic;

// attention_arithmetic.c -- the fastest implementation on this processor for a head.
const attention_arithmetic *fledge_attention_arithmetic(const fledge_attention *attention);

// attention_forward.c, attention_backward.c -- with a given implementation; there must be at least one token.
void fledge_attention_forward_by(
    const attention_arithmetic *arithmetic, const fledge_attention *attention, float *out, size_t out_stride,
    float *log_sums, float *scratch);
void fledge_attention_backward_by(
    const attention_arithmetic *arithmetic, const fledge_attention *attention, const float *out_gradient,
    size_t out_stride, const float *log_sums, float *query_gradient, float *key_gradient, float *value_gradient,
    size_t gradient_stride, float *distance_gradients, float *scratch);

// attention_product.c
void fledge_attention_multiply_numbers(const attention_product *product);

#if defined(__x86_64__)
// attention_product_pairs.c, attention_pairing.c -- need AVX512-BF16.
void fledge_attention_multiply_pairs(const attention_product *product);
void fledge_attention_pair_columns(
    attention_operand source, size_t rows, size_t columns, float factor, void *pairs, size_t stride);
void fledge_attention_pair_rows(
    attention_operand source, size_t rows, size_t columns, size_t paired_rows, void *pairs);

// attention_product_amx.c
void fledge_attention_multiply_tiles(const attention_product *product);
void fledge_attention_configure_tiles(void);
void fledge_attention_release_tiles(void);
#endif

#endif
