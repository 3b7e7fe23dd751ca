#include "levels.h"

// The order of operations of torch.optim.AdamW: decay first, bias corrections applied to step size and root, epsilon
// outside the root.
BODY void fledge_adamw_body(
    const fledge_adamw_step *step, float *restrict parameters, float *restrict gradients,
    float *restrict first_moments, float *restrict second_moments, size_t count) {
    float beta1 = step->beta1, beta2 = step->beta2, epsilon = step->epsilon, scale = step->gradient_scale;
    float decay = 1.0f - step->learning_rate * step->weight_decay;
    float step_size = step->learning_rate / step->first_bias_correction;
    float root_factor = 1.0f / __builtin_elementwise_sqrt(step->second_bias_correction);
    for (size_t i = 0; i < count; i++) {
        float gradient = gradients[i] * scale;
        float first = beta1 * first_moments[i] + (1.0f - beta1) * gradient;
        float second = beta2 * second_moments[i] + (1.0f - beta2) * gradient * gradient;
        first_moments[i] = first;
        second_moments[i] = second;
        gradients[i] = 0;
        parameters[i] = parameters[i] * decay - step_size * first / (__builtin_elementwise_sqrt(second) * root_factor + epsilon);
    }
}
LEVELS(void, fledge_adamw,
    (const fledge_adamw_step *step, float *restrict parameters, float *restrict gradients,
        float *restrict first_moments, float *restrict second_moments, size_t count),
    (step, parameters, gradients, first_moments, second_moments, count))
