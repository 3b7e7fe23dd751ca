#ifndef FLEDGE_ATTENTION_DROPOUT_H
#define FLEDGE_ATTENTION_DROPOUT_H

#include "attention_vector.h"
#include "philox.h"

// The encoding of dropped probabilities. A negative sign marks them without loss, since probabilities are not negative;
// only a NaN may have a sign, and loses it if it is kept.
typedef enum { DROPPED_BECOME_ZERO, DROPPED_BECOME_NEGATIVE } attention_dropping;
#define SIGN 0x80000000u

// Drops probabilities of 16 consecutive queries, as fledge_dropout does for one: element j belongs to key j. Elements
// sixteen keys apart use words of the same counter.
BODY void drop_probabilities(
    const fledge_attention *attention, float *probabilities, size_t width, size_t query,
    const attention_dropping dropping) {
    const uint32_t threshold = dropout_threshold(attention->dropout_probability);
    const half_counters lanes = {0, 2, 4, 6, 8, 10, 12, 14};
    const half_counters first = lanes + (attention->dropout_stream + query);
    const counters stream = {first, first + 1}, stream_high = {first >> 32, (first + 1) >> 32};
    const size_t length = attention->length;
    for (size_t start = 0; start < length; start += 4 * LANES) {
        for (size_t i = start; i < start + LANES && i < length; i++) {
            random_words random[4];
            counters position = count_up((uint32_t)(start / 4 + i - start), 0);
            philox(position, stream, stream_high, attention->dropout_key, random);
            for (size_t word = 0; word < 4 && i + word * LANES < length; word++) {
                float *row = probabilities + (i + word * LANES) * width;
                words bits = (words)load(row);
                words dropped = dropping == DROPPED_BECOME_ZERO ? (words)0u : bits | SIGN;
                words kept = dropping == DROPPED_BECOME_ZERO ? bits : bits & ~SIGN;
                store(row, (vector)(random[word] < threshold ? dropped : kept));
            }
        }
    }
}

#endif
