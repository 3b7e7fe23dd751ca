#include "levels.h"

BODY void fledge_approach_body(float *restrict x, const float *restrict target, float share, size_t count) {
    for (size_t i = 0; i < count; i++) x[i] += share * (target[i] - x[i]);
}
LEVELS(void, fledge_approach,
    (float *restrict x, const float *restrict target, float share, size_t count), (x, target, share, count))
