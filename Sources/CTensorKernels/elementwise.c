#include "levels.h"

BODY void fledge_add_body(float *x, const float *y, size_t count) {
    for (size_t i = 0; i < count; i++) x[i] += y[i];
}
LEVELS(void, fledge_add, (float *x, const float *y, size_t count), (x, y, count))

BODY void fledge_scale_body(float *x, float factor, size_t count) {
    for (size_t i = 0; i < count; i++) x[i] *= factor;
}
LEVELS(void, fledge_scale, (float *x, float factor, size_t count), (x, factor, count))

BODY void fledge_scale_add_body(float *x, float factor, const float *y, size_t count) {
    for (size_t i = 0; i < count; i++) x[i] = factor * x[i] + y[i];
}
LEVELS(void, fledge_scale_add, (float *x, float factor, const float *y, size_t count), (x, factor, y, count))

BODY double fledge_sum_of_squares_body(const float *x, size_t count) {
    REORDERED_SUMS
    double total = 0;
    for (size_t start = 0; start < count; start += 4096) {
        size_t end = count - start < 4096 ? count : start + 4096;
        float sum = 0;
        for (size_t i = start; i < end; i++) sum += x[i] * x[i];
        total += sum;
    }
    return total;
}
LEVELS(double, fledge_sum_of_squares, (const float *x, size_t count), (x, count))
