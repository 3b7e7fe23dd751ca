#include "levels.h"

// The optimizer keeps, for a matrix, a mean of its squared gradients per row and per column. With r = 1 / sqrt(row /
// mean of rows) and c = 1 / sqrt(column), the update of an element before clipping is r * c * gradient.

BODY float fledge_adafactor_squares_body(
    const float *restrict gradients, float gradient_scale, float epsilon, float *restrict column_sums, size_t count) {
    REORDERED_SUMS
    float sum = 0;
    for (size_t i = 0; i < count; i++) {
        float gradient = gradients[i] * gradient_scale;
        float square = gradient * gradient + epsilon;
        column_sums[i] += square;
        sum += square;
    }
    return sum;
}
LEVELS(float, fledge_adafactor_squares,
    (const float *restrict gradients, float gradient_scale, float epsilon, float *restrict column_sums, size_t count),
    (gradients, gradient_scale, epsilon, column_sums, count))

BODY float fledge_adafactor_update_squares_body(
    const float *restrict gradients, float factor, const float *restrict column_factors, size_t count) {
    REORDERED_SUMS
    float sum = 0;
    for (size_t i = 0; i < count; i++) {
        float update = gradients[i] * (factor * column_factors[i]);
        sum += update * update;
    }
    return sum;
}
LEVELS(float, fledge_adafactor_update_squares,
    (const float *restrict gradients, float factor, const float *restrict column_factors, size_t count),
    (gradients, factor, column_factors, count))

BODY double fledge_adafactor_vector_squares_body(
    const float *restrict gradients, float gradient_scale, float epsilon, float decay, float *restrict second_moments,
    float *restrict factors, size_t count) {
    REORDERED_SUMS
    double total = 0;
    for (size_t start = 0; start < count; start += 4096) {
        size_t end = count - start < 4096 ? count : start + 4096;
        float sum = 0;
        for (size_t i = start; i < end; i++) {
            float gradient = gradients[i] * gradient_scale;
            float second = decay * second_moments[i] + (1.0f - decay) * (gradient * gradient + epsilon);
            second_moments[i] = second;
            float factor = 1.0f / __builtin_elementwise_sqrt(second);
            factors[i] = factor;
            sum += (gradient * factor) * (gradient * factor);
        }
        total += sum;
    }
    return total;
}
LEVELS(double, fledge_adafactor_vector_squares,
    (const float *restrict gradients, float gradient_scale, float epsilon, float decay, float *restrict second_moments,
        float *restrict factors, size_t count),
    (gradients, gradient_scale, epsilon, decay, second_moments, factors, count))

BODY void fledge_adafactor_apply_body(
    float *restrict parameters, const float *restrict gradients, float factor, const float *restrict column_factors,
    float decay, size_t count) {
    for (size_t i = 0; i < count; i++) {
        parameters[i] = parameters[i] * decay - gradients[i] * (factor * column_factors[i]);
    }
}
LEVELS(void, fledge_adafactor_apply,
    (float *restrict parameters, const float *restrict gradients, float factor, const float *restrict column_factors,
        float decay, size_t count),
    (parameters, gradients, factor, column_factors, decay, count))

BODY void fledge_adafactor_apply_mean_body(
    float *restrict parameters, const float *restrict gradients, float *restrict first_moments, float beta1, float factor,
    const float *restrict column_factors, float decay, size_t count) {
    for (size_t i = 0; i < count; i++) {
        float first = beta1 * first_moments[i] + (1.0f - beta1) * (gradients[i] * (factor * column_factors[i]));
        first_moments[i] = first;
        parameters[i] = parameters[i] * decay - first;
    }
}
LEVELS(void, fledge_adafactor_apply_mean,
    (float *restrict parameters, const float *restrict gradients, float *restrict first_moments, float beta1, float factor,
        const float *restrict column_factors, float decay, size_t count),
    (parameters, gradients, first_moments, beta1, factor, column_factors, decay, count))
