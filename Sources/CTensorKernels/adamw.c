#include <string.h>

#include "levels.h"

// One step of one parameter or of a vector of them. It is defined only once, so that an immediate step and a deferred
// step agree in every bit. The order of operations is that of torch.optim.AdamW: decay first, bias corrections applied
// to step size and root, epsilon outside the root.
#define UPDATE(SETTINGS, RATES, GRADIENT, PARAMETER, FIRST, SECOND)                                                   \
    do {                                                                                                              \
        FIRST = (SETTINGS).beta1 * FIRST + (1.0f - (SETTINGS).beta1) * (GRADIENT);                                    \
        SECOND = (SETTINGS).beta2 * SECOND + (1.0f - (SETTINGS).beta2) * (GRADIENT) * (GRADIENT);                     \
        PARAMETER = PARAMETER * (RATES).decay -                                                                       \
                    (RATES).step_size * FIRST /                                                                       \
                        (__builtin_elementwise_sqrt(SECOND) * (RATES).root_factor + (SETTINGS).epsilon);              \
    } while (0)

BODY void fledge_adamw_body(
    const fledge_adamw_settings *settings, const fledge_adamw_rates *rates, float gradient_scale,
    float *restrict parameters, const float *restrict gradients, float *restrict first_moments,
    float *restrict second_moments, size_t count) {
    // Copies, since the compiler cannot know that the loop does not write through the pointers.
    fledge_adamw_settings fixed = *settings;
    fledge_adamw_rates now = *rates;
    for (size_t i = 0; i < count; i++) {
        float gradient = gradients[i] * gradient_scale;
        float parameter = parameters[i], first = first_moments[i], second = second_moments[i];
        UPDATE(fixed, now, gradient, parameter, first, second);
        first_moments[i] = first;
        second_moments[i] = second;
        parameters[i] = parameter;
    }
}
LEVELS(void, fledge_adamw,
    (const fledge_adamw_settings *settings, const fledge_adamw_rates *rates, float gradient_scale,
        float *restrict parameters, const float *restrict gradients, float *restrict first_moments,
        float *restrict second_moments, size_t count),
    (settings, rates, gradient_scale, parameters, gradients, first_moments, second_moments, count))

// The vectors that stay in registers while missed steps are replayed.
enum { WIDTH = 16 };
typedef float lanes __attribute__((vector_size(4 * WIDTH)));

// Lanes beyond the count are zeroed.
BODY void load(lanes *x, const float *from, size_t count) {
    if (count >= WIDTH) {
        memcpy(x, from, sizeof *x);
    } else {
        *x = (lanes){0};
        memcpy(x, from, count * sizeof(float));
    }
}

BODY void store(float *to, const lanes *x, size_t count) {
    if (count >= WIDTH)
        memcpy(to, x, sizeof *x);
    else
        memcpy(to, x, count * sizeof(float));
}

BODY void fledge_adamw_replay_body(
    const fledge_adamw_settings *settings, const fledge_adamw_rates *missed, size_t steps, float *restrict parameters,
    float *restrict first_moments, float *restrict second_moments, size_t count) {
    fledge_adamw_settings fixed = *settings;
    lanes zero = {0};
    for (size_t i = 0; i < count; i += WIDTH) {
        lanes parameter, first, second;
        load(&parameter, parameters + i, count - i);
        load(&first, first_moments + i, count - i);
        load(&second, second_moments + i, count - i);
        for (size_t s = 0; s < steps; s++) UPDATE(fixed, missed[s], zero, parameter, first, second);
        store(parameters + i, &parameter, count - i);
        store(first_moments + i, &first, count - i);
        store(second_moments + i, &second, count - i);
    }
}
LEVELS(void, fledge_adamw_replay,
    (const fledge_adamw_settings *settings, const fledge_adamw_rates *missed, size_t steps, float *restrict parameters,
        float *restrict first_moments, float *restrict second_moments, size_t count),
    (settings, missed, steps, parameters, first_moments, second_moments, count))

BODY void fledge_adamw_replay_decay_body(
    const fledge_adamw_rates *missed, size_t steps, float *parameters, size_t count) {
    // Each multiplication depends on the previous one, so four stretches are processed side by side.
    enum { STRETCHES = 4 };
    size_t i = 0;
    for (; i + STRETCHES * WIDTH <= count; i += STRETCHES * WIDTH) {
        lanes x[STRETCHES];
        memcpy(x, parameters + i, sizeof x);
        for (size_t s = 0; s < steps; s++)
            for (int k = 0; k < STRETCHES; k++) x[k] *= missed[s].decay;
        memcpy(parameters + i, x, sizeof x);
    }
    for (; i < count; i += WIDTH) {
        lanes x;
        load(&x, parameters + i, count - i);
        for (size_t s = 0; s < steps; s++) x *= missed[s].decay;
        store(parameters + i, &x, count - i);
    }
}
LEVELS(void, fledge_adamw_replay_decay,
    (const fledge_adamw_rates *missed, size_t steps, float *parameters, size_t count),
    (missed, steps, parameters, count))
