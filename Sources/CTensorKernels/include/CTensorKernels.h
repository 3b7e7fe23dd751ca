#ifndef FLEDGE_CTENSORKERNELS_H
#define FLEDGE_CTENSORKERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "attention.h"
#include "product.h"

// Loops that touch every element, one operation per file. Matrices are row-major and dense unless a stride is given;
// counts are in elements; only the thread team allocates memory. Every function may be called from several threads at
// once on parts that do not overlap.

// cpu_features.c -- the vector instructions in use.
typedef enum {
    FLEDGE_LEVEL_PORTABLE = 0,
    FLEDGE_LEVEL_AVX2 = 1,
    FLEDGE_LEVEL_AVX512 = 2,
    FLEDGE_LEVEL_AMX = 3  // AVX-512 with matrix instructions; other operations run as at avx512
} fledge_level;
typedef struct {
    int sse42, avx2, fma, avx512f, avx512bw, avx512vl, avx512dq, avx512vnni, avx512bf16;
    int amx_tile, amx_bf16, amx_int8;  // 0 also if the system does not let this process use them
    int is_amd;
} fledge_features;
fledge_features fledge_cpu_features(void);
// The widest level that the processor supports, capped by FLEDGE_MAX_ISA (portable, avx2, avx512, amx).
fledge_level fledge_kernel_level(void);
const char *fledge_level_name(fledge_level level);

// thread_team.c -- threads that wait between short parallel regions.
typedef struct fledge_team fledge_team;
typedef void (*fledge_team_body)(void *context, int index);
// Returns NULL if the threads could not be started. The calling thread counts as one of them.
fledge_team *fledge_team_create(int threads);
// Calls body(context, i) once for each i in 0..<threads, and returns when all calls have returned. Calls from several
// threads are serialized; a body must not call it with the same team.
void fledge_team_run(fledge_team *team, fledge_team_body body, void *context);
void fledge_team_destroy(fledge_team *team);

// column_sums.c
// sums[c] += sum over rows of matrix[r][c], for the columns first..<last.
void fledge_column_sums_add(
    const float *matrix, float *sums, size_t rows, size_t columns, size_t first, size_t last);

// Activations, each with its backward pass: activation = f(x); gradient *= f'(x).
// gelu.c -- x * Phi(x) with the error function, absolute error below 2e-7 of the exact value for |x| <= 14.
void fledge_gelu(const float *x, float *out, size_t count);
void fledge_gelu_backward(const float *x, float *gradient, float *activation, size_t count);
// gelu_tanh.c -- the approximation 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))).
void fledge_gelu_tanh(const float *x, float *out, size_t count);
void fledge_gelu_tanh_backward(const float *x, float *gradient, float *activation, size_t count);
// relu.c -- max(x, 0); the slope at 0 is 0.
void fledge_relu(const float *x, float *out, size_t count);
void fledge_relu_backward(const float *x, float *gradient, float *activation, size_t count);
// silu.c -- x / (1 + e^-x)
void fledge_silu(const float *x, float *out, size_t count);
void fledge_silu_backward(const float *x, float *gradient, float *activation, size_t count);
// hyperbolic_tangent.c
void fledge_tanh(const float *x, float *out, size_t count);
void fledge_tanh_backward(const float *x, float *gradient, float *activation, size_t count);

// layer_norm.c
void fledge_layer_norm(
    const float *x, const float *weight, const float *bias, float epsilon, float *out, float *means,
    float *reciprocal_deviations, size_t rows, size_t columns);
// On entry, gradient is dL/dout; on return, dL/dx.
void fledge_layer_norm_backward(
    const float *x, const float *weight, const float *means, const float *reciprocal_deviations, float *gradient,
    size_t rows, size_t columns);
// Adds dL/dweight and dL/dbias for the columns first..<last; gradient is dL/dout.
void fledge_layer_norm_parameter_gradients(
    const float *x, const float *means, const float *reciprocal_deviations, const float *gradient,
    float *weight_gradient, float *bias_gradient, size_t rows, size_t columns, size_t first, size_t last);

// dropout.c -- counter-based (Philox 4x32-10): a mask depends only on key, stream and position.
// Drops elements with the given probability and scales the others by 1 / (1 - probability).
void fledge_dropout(float *x, size_t count, float probability, uint64_t key, uint64_t stream);

// elementwise.c
// x += y
void fledge_add(float *x, const float *y, size_t count);
// x *= factor
void fledge_scale(float *x, float factor, size_t count);
// x = factor * x + y
void fledge_scale_add(float *x, float factor, const float *y, size_t count);
double fledge_sum_of_squares(const float *x, size_t count);

// embedding.c
// out[r] = word[ids[r]] + position[positions[r]] + type[types[r]]; the last term is omitted if type is NULL.
void fledge_embedding_gather(
    const float *word, const float *position, const float *type, const int32_t *ids, const int32_t *positions,
    const int32_t *types, float *out, size_t rows, size_t columns);
// table_gradient[indices[r]] += gradient[r], for the columns first..<last.
void fledge_embedding_scatter_add(
    const float *gradient, const int32_t *indices, float *table_gradient, size_t rows, size_t columns, size_t first,
    size_t last);

// pooling.c -- one sequence of `rows` vectors.
void fledge_mean_rows(const float *x, float *out, size_t rows, size_t columns);
void fledge_maximum_rows(const float *x, float *out, size_t rows, size_t columns);
// Divides the vector by its Euclidean length, or by epsilon if that is greater.
void fledge_normalize(float *x, size_t count, float epsilon);

// adamw.c
typedef struct {
    float beta1, beta2, epsilon;
} fledge_adamw_settings;
// Factors derived from the learning rate and the step number.
typedef struct {
    float decay;        // 1 - learning rate * weight decay
    float step_size;    // learning rate / (1 - beta1^t)
    float root_factor;  // 1 / sqrt(1 - beta2^t)
} fledge_adamw_rates;
// Updates parameters and moments by gradient_scale * gradients.
void fledge_adamw(
    const fledge_adamw_settings *settings, const fledge_adamw_rates *rates, float gradient_scale, float *parameters,
    const float *gradients, float *first_moments, float *second_moments, size_t count);
// Replays steps in which all these gradients were zero, with the same result as that number of calls of fledge_adamw.
void fledge_adamw_replay(
    const fledge_adamw_settings *settings, const fledge_adamw_rates *missed, size_t steps, float *parameters,
    float *first_moments, float *second_moments, size_t count);
// Replays steps in which the moments are zero too, epsilon is positive, and step sizes and root factors are finite and
// not negative.
void fledge_adamw_replay_decay(const fledge_adamw_rates *missed, size_t steps, float *parameters, size_t count);

// adafactor.c -- gradients are multiplied by a scale, and epsilon is added to their squares.
// For one row of a matrix: adds the squares to the sums of their columns and returns their sum.
float fledge_adafactor_squares(
    const float *gradients, float gradient_scale, float epsilon, float *column_sums, size_t count);
// For one row: returns the sum of squares of factor * column_factors * gradients.
float fledge_adafactor_update_squares(
    const float *gradients, float factor, const float *column_factors, size_t count);
// For a vector: updates its second moments, writes their reciprocal roots to factors, and returns the sum of squares of
// the gradients times these factors.
double fledge_adafactor_vector_squares(
    const float *gradients, float gradient_scale, float epsilon, float decay, float *second_moments, float *factors,
    size_t count);
// parameters = decay * parameters - factor * column_factors * gradients.
void fledge_adafactor_apply(
    float *parameters, const float *gradients, float factor, const float *column_factors, float decay, size_t count);
// Applies a running mean of the updates instead.
void fledge_adafactor_apply_mean(
    float *parameters, const float *gradients, float *first_moments, float beta1, float factor,
    const float *column_factors, float decay, size_t count);

// approach.c
// x += share * (target - x)
void fledge_approach(float *x, const float *target, float share, size_t count);

// peak.c
// Measures the floating-point operations per second of one thread doing multiply-adds in registers, for about
// `seconds`.
double fledge_measure_peak(double seconds);

#endif
