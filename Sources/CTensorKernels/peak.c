#include <time.h>

#include "levels.h"

enum { CHAINS = 12, WIDTH = 16, ROUNDS = 20000 };

// Independent chains of multiply-adds that stay in registers: enough to hide the latency of one.
BODY void fledge_multiply_add_rounds_body(float *values) {
    REORDERED_SUMS
    typedef float vector __attribute__((vector_size(WIDTH * sizeof(float))));
    vector chains[CHAINS], factor = {0}, summand = {0};
    factor += 0.999f;
    summand += 0.001f;
    for (int chain = 0; chain < CHAINS; chain++) chains[chain] = (vector){0} + values[chain];
    for (int round = 0; round < ROUNDS; round++) {
#pragma clang loop unroll(full)
        for (int chain = 0; chain < CHAINS; chain++) chains[chain] = chains[chain] * factor + summand;
    }
    for (int chain = 0; chain < CHAINS; chain++) values[chain] = chains[chain][0];
}
LEVELS(void, fledge_multiply_add_rounds, (float *values), (values))

double fledge_measure_peak(double seconds) {
    float values[CHAINS] = {1};
    struct timespec start, now;
    double elapsed, rounds = 0;
    clock_gettime(CLOCK_MONOTONIC, &start);
    do {
        fledge_multiply_add_rounds(values);
        __asm__ volatile("" : : "r"(values) : "memory");
        rounds += ROUNDS;
        clock_gettime(CLOCK_MONOTONIC, &now);
        elapsed = (double)(now.tv_sec - start.tv_sec) + 1e-9 * (double)(now.tv_nsec - start.tv_nsec);
    } while (elapsed < seconds);
    return rounds * CHAINS * WIDTH * 2 / elapsed;
}
