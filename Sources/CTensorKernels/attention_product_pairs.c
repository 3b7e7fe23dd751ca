#if defined(__x86_64__)
#include <immintrin.h>

#include "attention_product.h"
#include "attention_vector.h"

#define TARGET_PAIRS \
    __attribute__((target("avx2,fma,avx512f,avx512bw,avx512vl,avx512dq,avx512bf16"), min_vector_width(512)))
#define PATCH_BODY TARGET_PAIRS BODY
#define PATCH_ELEMENT int32_t
#define PATCH_MULTIPLY_ADD(SUMS, ELEMENT, ELEMENTS) \
    SUMS = (vector)_mm512_dpbf16_ps((__m512)SUMS, (__m512bh)_mm512_set1_epi32(ELEMENT), (__m512bh)ELEMENTS)
#include "attention_patches.h"

MULTIPLY_IN_PATCHES(multiply, TARGET_PAIRS, 16, 12)

void fledge_attention_multiply_pairs(const attention_product *product) { multiply(product); }
#endif
