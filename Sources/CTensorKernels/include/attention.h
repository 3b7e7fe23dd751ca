#ifndef FLEDGE_ATTENTION_H
#define FLEDGE_ATTENTION_H

#include <stddef.h>
#include <stdint.h>

// attention_forward.c, attention_backward.c -- scaled dot-product attention of one head within one sequence.
//
// Query, key and value are columns of larger row-major matrices: row t of the query begins at query + t * stride.
// Probabilities of the whole sequence are never stored in memory: rows are processed in blocks.

typedef struct {
    const float *query, *key, *value;
    size_t stride;               // of all three, in elements
    size_t length;               // tokens of the sequence
    size_t head_size;
    float scale;                 // scores are scale * query . key
    const float *bias;           // NULL, or the bias of distance 0; the bias of key j for query i is bias[j - i],
                                 // added to the scaled score
    int is_bf16;                 // true if multiplications round their operands to bfloat16; sums and softmax do not
    float dropout_probability;   // 0: none
    uint64_t dropout_key;
    uint64_t dropout_stream;     // row i of the probabilities uses the mask of stream dropout_stream + i
} fledge_attention;

// The number of floats of scratch memory that a call needs, aligned to 64 bytes, for sequences of up to `length`
// tokens.
size_t fledge_attention_scratch(size_t length, size_t head_size);

// Row t of the result is written to out + t * out_stride, and the logarithm of each row's sum of exponentials to
// log_sums.
void fledge_attention_forward(
    const fledge_attention *attention, float *out, size_t out_stride, float *log_sums, float *scratch);

// Writes the gradients with respect to query, key and value, in rows of gradient_stride, given the gradient with
// respect to the result. distance_gradients: NULL, or 2 * length - 1 sums of the gradients with respect to the scores,
// by distance of key from query, with distance 0 in the middle; overwritten.
void fledge_attention_backward(
    const fledge_attention *attention, const float *out_gradient, size_t out_stride, const float *log_sums,
    float *query_gradient, float *key_gradient, float *value_gradient, size_t gradient_stride,
    float *distance_gradients, float *scratch);

#endif
