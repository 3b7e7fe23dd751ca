#include "levels.h"

// Philox 4x32-10 (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", 2011), sixteen counters at a time.
enum { LANES = 16, BLOCK = 4 * LANES };

// 64 random words for the counter (block * 16 + lane, stream), key.
BODY void random_block(uint32_t *words, uint32_t block, uint64_t stream, uint64_t key) {
    uint32_t a[LANES], b[LANES], c[LANES], d[LANES];
    for (int lane = 0; lane < LANES; lane++) {
        a[lane] = block * LANES + (uint32_t)lane;
        b[lane] = 0;
        c[lane] = (uint32_t)stream;
        d[lane] = (uint32_t)(stream >> 32);
    }
    uint32_t key0 = (uint32_t)key, key1 = (uint32_t)(key >> 32);
    for (int round = 0; round < 10; round++) {
        for (int lane = 0; lane < LANES; lane++) {
            uint64_t first = (uint64_t)a[lane] * 0xD2511F53u, second = (uint64_t)c[lane] * 0xCD9E8D57u;
            uint32_t next_a = (uint32_t)(second >> 32) ^ b[lane] ^ key0;
            uint32_t next_c = (uint32_t)(first >> 32) ^ d[lane] ^ key1;
            b[lane] = (uint32_t)second;
            d[lane] = (uint32_t)first;
            a[lane] = next_a;
            c[lane] = next_c;
        }
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
    for (int lane = 0; lane < LANES; lane++) {
        words[lane] = a[lane];
        words[LANES + lane] = b[lane];
        words[2 * LANES + lane] = c[lane];
        words[3 * LANES + lane] = d[lane];
    }
}

BODY void fledge_dropout_body(float *x, size_t count, float probability, uint64_t key, uint64_t stream) {
    uint32_t threshold = (uint32_t)((double)probability * 4294967296.0);
    float factor = 1.0f / (1.0f - probability);
    uint32_t words[BLOCK];
    for (size_t start = 0; start < count; start += BLOCK) {
        random_block(words, (uint32_t)(start / BLOCK), stream, key);
        float *part = x + start;
        if (count - start >= BLOCK) {
            for (int i = 0; i < BLOCK; i++) part[i] = words[i] < threshold ? 0.0f : part[i] * factor;
        } else {
            for (size_t i = 0; i < count - start; i++) part[i] = words[i] < threshold ? 0.0f : part[i] * factor;
        }
    }
}
LEVELS(void, fledge_dropout, (float *x, size_t count, float probability, uint64_t key, uint64_t stream),
    (x, count, probability, key, stream))
