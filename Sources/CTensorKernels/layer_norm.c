#include <math.h>

#include "levels.h"

BODY void fledge_layer_norm_body(
    const float *x, const float *weight, const float *bias, float epsilon, float *out, float *means,
    float *reciprocal_deviations, size_t rows, size_t columns) {
    REORDERED_SUMS
    for (size_t r = 0; r < rows; r++) {
        const float *row = x + r * columns;
        float *result = out + r * columns;
        float sum = 0;
        for (size_t c = 0; c < columns; c++) sum += row[c];
        float mean = sum / (float)columns;
        float squares = 0;
        for (size_t c = 0; c < columns; c++) squares += (row[c] - mean) * (row[c] - mean);
        float reciprocal = 1.0f / sqrtf(squares / (float)columns + epsilon);
        for (size_t c = 0; c < columns; c++) result[c] = (row[c] - mean) * reciprocal * weight[c] + bias[c];
        means[r] = mean;
        reciprocal_deviations[r] = reciprocal;
    }
}
LEVELS(void, fledge_layer_norm,
    (const float *x, const float *weight, const float *bias, float epsilon, float *out, float *means,
        float *reciprocal_deviations, size_t rows, size_t columns),
    (x, weight, bias, epsilon, out, means, reciprocal_deviations, rows, columns))

BODY void fledge_layer_norm_backward_body(
    const float *x, const float *weight, const float *means, const float *reciprocal_deviations, float *gradient,
    size_t rows, size_t columns) {
    REORDERED_SUMS
    for (size_t r = 0; r < rows; r++) {
        const float *row = x + r * columns;
        float *slope = gradient + r * columns;
        float mean = means[r], reciprocal = reciprocal_deviations[r];
        float sum = 0, weighted_sum = 0;
        for (size_t c = 0; c < columns; c++) {
            float scaled = slope[c] * weight[c];
            sum += scaled;
            weighted_sum += scaled * (row[c] - mean);
        }
        float offset = sum / (float)columns;
        float factor = weighted_sum * reciprocal * reciprocal / (float)columns;
        for (size_t c = 0; c < columns; c++)
            slope[c] = reciprocal * (slope[c] * weight[c] - offset - (row[c] - mean) * factor);
    }
}
LEVELS(void, fledge_layer_norm_backward,
    (const float *x, const float *weight, const float *means, const float *reciprocal_deviations, float *gradient,
        size_t rows, size_t columns),
    (x, weight, means, reciprocal_deviations, gradient, rows, columns))

BODY void fledge_layer_norm_parameter_gradients_body(
    const float *x, const float *means, const float *reciprocal_deviations, const float *gradient,
    float *weight_gradient, float *bias_gradient, size_t rows, size_t columns, size_t first, size_t last) {
    for (size_t r = 0; r < rows; r++) {
        const float *row = x + r * columns, *slope = gradient + r * columns;
        float mean = means[r], reciprocal = reciprocal_deviations[r];
        for (size_t c = first; c < last; c++) {
            weight_gradient[c] += slope[c] * (row[c] - mean) * reciprocal;
            bias_gradient[c] += slope[c];
        }
    }
}
LEVELS(void, fledge_layer_norm_parameter_gradients,
    (const float *x, const float *means, const float *reciprocal_deviations, const float *gradient,
        float *weight_gradient, float *bias_gradient, size_t rows, size_t columns, size_t first, size_t last),
    (x, means, reciprocal_deviations, gradient, weight_gradient, bias_gradient, rows, columns, first, last))
