#include <stdlib.h>
#include <string.h>

#include "CTensorKernels.h"

#if defined(__x86_64__)
#include <cpuid.h>

fledge_features fledge_cpu_features(void) {
    __builtin_cpu_init();
    fledge_features features = {0};
    features.sse42 = __builtin_cpu_supports("sse4.2") != 0;
    features.avx2 = __builtin_cpu_supports("avx2") != 0;
    features.fma = __builtin_cpu_supports("fma") != 0;
    features.avx512f = __builtin_cpu_supports("avx512f") != 0;
    features.avx512bw = __builtin_cpu_supports("avx512bw") != 0;
    features.avx512vl = __builtin_cpu_supports("avx512vl") != 0;
    features.avx512dq = __builtin_cpu_supports("avx512dq") != 0;
    features.avx512vnni = __builtin_cpu_supports("avx512vnni") != 0;
    features.avx512bf16 = __builtin_cpu_supports("avx512bf16") != 0;
    unsigned a, b, c, d;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
        features.amx_bf16 = (d >> 22) & 1;
        features.amx_tile = (d >> 24) & 1;
        features.amx_int8 = (d >> 25) & 1;
    }
    return features;
}
#else
fledge_features fledge_cpu_features(void) {
    fledge_features features = {0};
    return features;
}
#endif

// The level named by FLEDGE_MAX_ISA; AVX512 where it is unset, -1 where the word is not known.
static int requested_level(void) {
    const char *word = getenv("FLEDGE_MAX_ISA");
    if (!word || !*word || !strcmp(word, "avx512")) return FLEDGE_LEVEL_AVX512;
    if (!strcmp(word, "avx2")) return FLEDGE_LEVEL_AVX2;
    if (!strcmp(word, "portable")) return FLEDGE_LEVEL_PORTABLE;
    return -1;
}

int fledge_max_isa_is_known(void) { return requested_level() >= 0; }

static fledge_level chosen_level(void) {
    fledge_features features = fledge_cpu_features();
    int level = FLEDGE_LEVEL_PORTABLE;
    if (features.avx2 && features.fma) level = FLEDGE_LEVEL_AVX2;
    if (level == FLEDGE_LEVEL_AVX2 && features.avx512f && features.avx512bw && features.avx512vl && features.avx512dq)
        level = FLEDGE_LEVEL_AVX512;
    int requested = requested_level();
    return requested >= 0 && requested < level ? requested : level;
}

static fledge_level level_in_force;

__attribute__((constructor)) static void choose_level(void) { level_in_force = chosen_level(); }

fledge_level fledge_kernel_level(void) { return level_in_force; }

const char *fledge_level_name(fledge_level level) {
    switch (level) {
    case FLEDGE_LEVEL_AVX512: return "avx512";
    case FLEDGE_LEVEL_AVX2: return "avx2";
    default: return "portable";
    }
}
