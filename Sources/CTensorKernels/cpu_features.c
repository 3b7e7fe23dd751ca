#include <stdlib.h>
#include <string.h>

#include "CTensorKernels.h"

#if defined(__x86_64__)
#include <cpuid.h>
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

// Returns true if the system saves the state of the tiles (their configuration and data) when it switches threads.
__attribute__((target("xsave"))) static int system_saves_tiles(void) {
    unsigned a, b, c, d;
    const unsigned has_xgetbv = 1u << 27;
    const uint64_t tiles = 3ull << 17;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & has_xgetbv)) return 0;
    return (__builtin_ia32_xgetbv(0) & tiles) == tiles;
}

// Linux reserves memory for tiles only in processes that request it.
static int tiles_are_permitted(void) {
#if defined(__linux__) && defined(SYS_arch_prctl)
    const long request_permission = 0x1023, tile_data = 18;
    return syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
#else
    return 0;
#endif
}

// Tile sizes are fixed for palette 1, so leaf 0x1D, which some virtual machines hide, is not queried.
static void add_matrix_features(fledge_features *features) {
    unsigned a, b, c, d;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return;
    if (!((d >> 24) & 1) || !system_saves_tiles() || !tiles_are_permitted()) return;
    features->amx_tile = 1;
    features->amx_bf16 = (d >> 22) & 1;
    features->amx_int8 = (d >> 25) & 1;
}

static int vendor_is_amd(void) {
    unsigned a, name[3];
    return __get_cpuid(0, &a, &name[0], &name[2], &name[1]) && !memcmp(name, "AuthenticAMD", sizeof name);
}

static fledge_features detected_features(void) {
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
    features.is_amd = vendor_is_amd();
    add_matrix_features(&features);
    return features;
}
#else
static fledge_features detected_features(void) {
    fledge_features features = {0};
    return features;
}
#endif

// The level named by FLEDGE_MAX_ISA; the widest if it is not set, -1 if the value is unknown.
static int requested_level(void) {
    const char *word = getenv("FLEDGE_MAX_ISA");
    if (!word || !*word) return FLEDGE_LEVEL_AMX;
    for (int level = FLEDGE_LEVEL_PORTABLE; level <= FLEDGE_LEVEL_AMX; level++) {
        if (!strcmp(word, fledge_level_name((fledge_level)level))) return level;
    }
    return -1;
}

static fledge_level widest_level(fledge_features features) {
    if (!features.avx2 || !features.fma) return FLEDGE_LEVEL_PORTABLE;
    if (!features.avx512f || !features.avx512bw || !features.avx512vl || !features.avx512dq) return FLEDGE_LEVEL_AVX2;
    return features.amx_tile && features.amx_bf16 ? FLEDGE_LEVEL_AMX : FLEDGE_LEVEL_AVX512;
}

static fledge_features features_found;
static fledge_level level_in_force;

__attribute__((constructor)) static void choose_level(void) {
    features_found = detected_features();
    int widest = (int)widest_level(features_found), requested = requested_level();
    level_in_force = (fledge_level)(requested >= 0 && requested < widest ? requested : widest);
}

fledge_features fledge_cpu_features(void) { return features_found; }

fledge_level fledge_kernel_level(void) { return level_in_force; }

const char *fledge_level_name(fledge_level level) {
    switch (level) {
    case FLEDGE_LEVEL_AMX: return "amx";
    case FLEDGE_LEVEL_AVX512: return "avx512";
    case FLEDGE_LEVEL_AVX2: return "avx2";
    default: return "portable";
    }
}
