#include "attention_product.h"

#include "attention_vector.h"

#define PATCH_BODY BODY
#define PATCH_ELEMENT float
#define PATCH_MULTIPLY_ADD(SUMS, ELEMENT, ELEMENTS) SUMS += ELEMENT * ELEMENTS
#include "attention_patches.h"

MULTIPLY_IN_PATCHES(multiply_portable, , 2, 0)
#if defined(__x86_64__)
MULTIPLY_IN_PATCHES(multiply_avx2, TARGET_AVX2, 6, 0)
MULTIPLY_IN_PATCHES(multiply_avx512, TARGET_AVX512, 16, 12)
#endif

void fledge_attention_multiply_numbers(const attention_product *product) {
    switch (fledge_kernel_level()) {
#if defined(__x86_64__)
    case FLEDGE_LEVEL_AMX:
    case FLEDGE_LEVEL_AVX512: multiply_avx512(product); break;
    case FLEDGE_LEVEL_AVX2: multiply_avx2(product); break;
#endif
    default: multiply_portable(product);
    }
}
