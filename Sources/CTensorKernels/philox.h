#ifndef FLEDGE_PHILOX_H
#define FLEDGE_PHILOX_H

#include "levels.h"

// Philox 4x32-10 (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", 2011) of sixteen counters at a time.
//
// A mask depends only on key, stream and position: element i of a stream has word (i / 16) % 4 of the counter
// (i / 64 * 16 + i % 16, stream).

typedef uint32_t random_words __attribute__((ext_vector_type(16), may_alias));

// Sixteen 32-bit integers in the lower halves of 64 bits, where the processor multiplies them: first the even lanes,
// then the odd ones. The upper halves are unspecified.
typedef uint64_t half_counters __attribute__((ext_vector_type(8), may_alias));
typedef struct { half_counters even, odd; } counters;

// Returns first + step * lane in each lane.
BODY counters count_up(uint32_t first, uint32_t step) {
    half_counters even = {0, 2, 4, 6, 8, 10, 12, 14};
    even = even * step + first;
    return (counters){even, even + step};
}

BODY void philox_round(half_counters x[4], uint32_t key0, uint32_t key1) {
    const half_counters lower = 0xFFFFFFFFu;
    half_counters first = (x[0] & lower) * 0xD2511F53u, second = (x[2] & lower) * 0xCD9E8D57u;
    x[0] = (second >> 32) ^ x[1] ^ key0;
    x[2] = (first >> 32) ^ x[3] ^ key1;
    x[1] = second;
    x[3] = first;
}

// Computes word w of all lanes' counters (position, 0, stream) in result[w].
BODY void philox(
    counters position, counters stream, counters stream_high, uint64_t key, random_words result[4]) {
    half_counters even[4] = {position.even, (half_counters)0, stream.even, stream_high.even};
    half_counters odd[4] = {position.odd, (half_counters)0, stream.odd, stream_high.odd};
    uint32_t key0 = (uint32_t)key, key1 = (uint32_t)(key >> 32);
#pragma clang loop unroll(full)
    for (int round = 0; round < 10; round++) {
        philox_round(even, key0, key1);
        philox_round(odd, key0, key1);
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
    for (int word = 0; word < 4; word++)
        result[word] = (random_words)((even[word] & 0xFFFFFFFFu) | (odd[word] << 32));
}

// A word below this threshold drops its element.
BODY uint32_t dropout_threshold(float probability) { return (uint32_t)((double)probability * 4294967296.0); }

#endif
