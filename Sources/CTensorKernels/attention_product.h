#ifndef FLEDGE_ATTENTION_PRODUCT_H
#define FLEDGE_ATTENTION_PRODUCT_H

#include "levels.h"

// result[r][c] = sum over k of left(r, k) * right[k][c], in the order of k.
//
// An element of an operand has four bytes: it is a number in single precision, or two neighbours in depth, rounded to
// bfloat16. An element of the result depends on its row of the left and its column of the right operand only.

typedef struct {
    const void *start;
    size_t stride;  // between rows, in elements
} attention_operand;

typedef struct {
    attention_operand left, right;
    int left_is_transposed;       // whether the rows of the left operand are those of k, not of r
    float *result;
    size_t result_stride;
    size_t rows, columns, depth;  // columns: a multiple of 16; depth: in elements
    int accumulates;              // whether the sums go on from what the result holds
} attention_product;

typedef enum {
    ATTENTION_OF_NUMBERS,
    ATTENTION_OF_PAIRS,
    // Of pairs, by matrix instructions. They compute 16 rows at once, so that left operand and result need room for
    // whole sixteens of rows; the depth is a multiple of 16, and the left operand is not transposed.
    ATTENTION_OF_TILES
} attention_kind;

// A way to compute products.
typedef struct {
    attention_kind kind;
    void (*multiply)(const attention_product *product);

    // What follows is NULL where operands consist of numbers. The source has whole vectors of 16 columns.
    // Neighbours in a row become a pair, times a factor: [rows][columns / 2].
    void (*pair_columns)(
        attention_operand source, size_t rows, size_t columns, float factor, void *pairs, size_t stride);
    // Neighbours in a column become a pair: [paired_rows][columns]. What the source lacks for them counts as zeros.
    void (*pair_rows)(attention_operand source, size_t rows, size_t columns, size_t paired_rows, void *pairs);

    // What precedes and follows the products of a pass; NULL where there are no tiles.
    void (*start)(void);
    void (*finish)(void);
} attention_arithmetic;

// attention_arithmetic.c -- the fastest that this processor has for a head.
const attention_arithmetic *fledge_attention_arithmetic(const fledge_attention *attention);

// attention_forward.c, attention_backward.c -- with a given arithmetic; there is a token at least.
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
