#include "philox.h"

enum { LANES = 16, BLOCK = 4 * LANES };

BODY void fledge_dropout_body(float *x, size_t count, float probability, uint64_t key, uint64_t stream) {
    typedef float vector __attribute__((ext_vector_type(LANES), may_alias, aligned(4)));
    const uint32_t threshold = dropout_threshold(probability);
    const float factor = 1.0f / (1.0f - probability);
    const counters low = count_up((uint32_t)stream, 0), high = count_up((uint32_t)(stream >> 32), 0);
    for (size_t start = 0; start < count; start += BLOCK) {
        random_words words[4];
        philox(count_up((uint32_t)(start / 4), 1), low, high, key, words);
        if (count - start >= BLOCK) {
            for (int word = 0; word < 4; word++) {
                vector *part = (vector *)(x + start + word * LANES);
                *part = words[word] < threshold ? (vector)0.0f : *part * factor;
            }
        } else {
            const uint32_t *word = (const uint32_t *)words;
            for (size_t i = 0; i < count - start; i++)
                x[start + i] = word[i] < threshold ? 0.0f : x[start + i] * factor;
        }
    }
}
LEVELS(void, fledge_dropout, (float *x, size_t count, float probability, uint64_t key, uint64_t stream),
    (x, count, probability, key, stream))
