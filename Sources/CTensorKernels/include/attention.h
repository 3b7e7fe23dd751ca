#ifndef FLEDGE_ATTENTION_H
#define FLEDGE_ATTENTION_H

#include <stddef.h>
#include <stdint.h>

// attention_forward.c, attention_backward.c -- scaled dot-product attention of one head within one sequence.
//
// Query, key and value are columns of larger row-major matrices: row t of the query begins at query + t * stride.
// Probabilities never reach memory for the whole sequence: rows are taken in blocks.

typedef struct {
    const float *query, *key, *value;
    size_t stride;               // of all three, in elements
    size_t length;               // tokens of the sequence
    size_t head_size;
    float scale;                 // scores are scale * query . key
    const float *bias;           // NULL, or the bias of the distance 0; that of key j for query i is bias[j - i],
                                 // added to the scaled score
    int is_bf16;                 // whether products round their operands to bfloat16; sums and softmax never are
    float dropout_probability;   // 0: none
    uint64_t dropout_key;
    uint64_t dropout_stream;     // row i of the probabilities has the mask of stream dropout_stream + i
} fledge_attention;

// The floats of scratch memory that a call needs, aligned to 64 bytes, for sequences of up to `length` tokens.
size_t fledge_attention_scratch(size_t length, size_t head_size);

// Row t of the result is written to out + t * out_stride. log_sums gets the logarithm of each row's sum of
// exponentials.
void fledge_attention_forward(
    const fledge_attention *attention, float *out, size_t out_stride, float *log_sums, float *scratch);

// Writes the gradients by query, key and value, rows of gradient_stride, given those by the result.
// distance_gradients: NULL, or 2 * length - 1 sums of the gradients by the scores, by distance of key from query;
// overwritten; the distance 0 is in the middle.
void fledge_attention_backward(
    const fledge_attention *attention, const float *out_gradient, size_t out_stride, const float *log_sums,
    float *query_gradient, float *key_gradient, float *value_gradient, size_t gradient_stride,
    float *distance_gradients, float *scratch);

#endif
