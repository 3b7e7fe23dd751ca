#ifndef FLEDGE_ATTENTION_BIAS_H
#define FLEDGE_ATTENTION_BIAS_H

#include "attention_rooms.h"

// Biases by the distance of key from query, and their gradients.

// Stores the biases in the order that a row of scores needs: the bias of key j for query i goes to [length - 1 - j +
// i]. Zeros follow for the columns beyond the last query.
BODY void reverse_bias(const float *bias, size_t length, float *reversed) {
    const float *last = bias + (length - 1);
    for (size_t i = 0; i < 2 * length - 1; i++) reversed[i] = *(last - i);
    for (size_t i = 2 * length - 1; i < 2 * length + BLOCK; i++) reversed[i] = 0;
}

// Adds the biases to the scores of 16 queries; reversed[0] is the bias of the last key for the first of them.
BODY void add_bias(float *scores, size_t width, size_t length, const float *reversed) {
    for (size_t j = 0; j < length; j++)
        store(scores + j * width, load(scores + j * width) + load(reversed + (length - 1 - j)));
}

// Sums the gradients with respect to the scores of 16 queries by distance, and multiplies them by a factor. sums[j]
// receives the gradient of key j for the last of the queries. Consecutive additions do not overlap, so none waits for
// another.
BODY void add_by_distance(float *gradients, size_t width, size_t length, float factor, float *sums) {
    for (size_t start = 0; start < LANES; start++) {
        for (size_t j = start; j < length; j += LANES) {
            vector gradient = load(gradients + j * width);
            vector reversed =
                __builtin_shufflevector(gradient, gradient, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
            store(sums + j, load(sums + j) + reversed);
            store(gradients + j * width, factor * gradient);
        }
    }
}

#endif
