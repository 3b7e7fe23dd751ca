#ifndef FLEDGE_LEVELS_H
#define FLEDGE_LEVELS_H

#include "CTensorKernels.h"

// An operation is written once, as a body that is inlined into one function per instruction level; the compiler
// vectorizes each for that level's registers. The public function selects the level in use.
//
//     LEVELS(void, fledge_scale, (float *x, float factor, size_t count), (x, factor, count))
//
// defines fledge_scale from fledge_scale_body.

#define BODY static inline __attribute__((always_inline))

#if defined(__x86_64__)
#define TARGET_AVX2 __attribute__((target("avx2,fma")))
#define TARGET_AVX512 __attribute__((target("avx2,fma,avx512f,avx512bw,avx512vl,avx512dq"), min_vector_width(512)))
#define LEVELS(RESULT, NAME, PARAMETERS, ARGUMENTS)                                     \
    static RESULT NAME##_portable PARAMETERS { return NAME##_body ARGUMENTS; }          \
    TARGET_AVX2 static RESULT NAME##_avx2 PARAMETERS { return NAME##_body ARGUMENTS; }  \
    TARGET_AVX512 static RESULT NAME##_avx512 PARAMETERS { return NAME##_body ARGUMENTS; } \
    RESULT NAME PARAMETERS {                                                            \
        switch (fledge_kernel_level()) {                                                \
        case FLEDGE_LEVEL_AMX:                                                          \
        case FLEDGE_LEVEL_AVX512: return NAME##_avx512 ARGUMENTS;                       \
        case FLEDGE_LEVEL_AVX2: return NAME##_avx2 ARGUMENTS;                           \
        default: return NAME##_portable ARGUMENTS;                                      \
        }                                                                               \
    }
#else
#define LEVELS(RESULT, NAME, PARAMETERS, ARGUMENTS) \
    RESULT NAME PARAMETERS { return NAME##_body ARGUMENTS; }
#endif

// Allows reordered sums and fused multiplications in the following body; floating point is otherwise strict.
#define REORDERED_SUMS _Pragma("clang fp reassociate(on) contract(fast)")

// The following loop reads and writes elements at one position per iteration, so the output may be the input.
#define IN_PLACE _Pragma("clang loop vectorize(assume_safety)")

#endif
