#include <math.h>

#include "exponential.h"

enum { LANES = 16 };

// Strict floating point keeps the compiler from splitting a maximum into lanes; this does it by hand.
BODY float row_maximum(const float *row, size_t columns) {
    float lanes[LANES];
    for (int lane = 0; lane < LANES; lane++) lanes[lane] = row[0];
    size_t c = 0;
    for (; c + LANES <= columns; c += LANES)
        for (int lane = 0; lane < LANES; lane++) lanes[lane] = row[c + lane] > lanes[lane] ? row[c + lane] : lanes[lane];
    float maximum = lanes[0];
    for (int lane = 1; lane < LANES; lane++) maximum = lanes[lane] > maximum ? lanes[lane] : maximum;
    for (; c < columns; c++) maximum = row[c] > maximum ? row[c] : maximum;
    return maximum;
}

BODY void fledge_softmax_body(float *scores, float scale, float *log_sums, size_t rows, size_t columns) {
    REORDERED_SUMS
    for (size_t r = 0; r < rows; r++) {
        float *row = scores + r * columns;
        float maximum = row_maximum(row, columns);
        float sum = 0;
        for (size_t c = 0; c < columns; c++) {
            float value = exponential((row[c] - maximum) * scale);
            row[c] = value;
            sum += value;
        }
        float reciprocal = 1.0f / sum;
        for (size_t c = 0; c < columns; c++) row[c] *= reciprocal;
        log_sums[r] = maximum * scale + logf(sum);
    }
}
LEVELS(void, fledge_softmax, (float *scores, float scale, float *log_sums, size_t rows, size_t columns),
    (scores, scale, log_sums, rows, columns))

BODY void fledge_softmax_restore_body(
    float *scores, float scale, const float *log_sums, size_t rows, size_t columns) {
    REORDERED_SUMS
    for (size_t r = 0; r < rows; r++) {
        float *row = scores + r * columns;
        float log_sum = log_sums[r];
        for (size_t c = 0; c < columns; c++) row[c] = exponential(row[c] * scale - log_sum);
    }
}
LEVELS(void, fledge_softmax_restore,
    (float *scores, float scale, const float *log_sums, size_t rows, size_t columns),
    (scores, scale, log_sums, rows, columns))

BODY void fledge_softmax_backward_body(
    const float *probabilities, float scale, float *gradient, size_t rows, size_t columns) {
    REORDERED_SUMS
    for (size_t r = 0; r < rows; r++) {
        const float *row = probabilities + r * columns;
        float *slope = gradient + r * columns;
        float product = 0;
        for (size_t c = 0; c < columns; c++) product += row[c] * slope[c];
        for (size_t c = 0; c < columns; c++) slope[c] = scale * row[c] * (slope[c] - product);
    }
}
LEVELS(void, fledge_softmax_backward,
    (const float *probabilities, float scale, float *gradient, size_t rows, size_t columns),
    (probabilities, scale, gradient, rows, columns))
