#include "int8_sums_widening.h"
#if defined(__x86_64__)
#include "int8_sums_vnni.h"
#endif

typedef void product(
    const int8_operands *operands, const fledge_product_part *part, const fledge_epilogue *epilogue);

#define PRODUCT(NAME, TARGET, LEVEL)                                                                             \
    TARGET static void product_##NAME(                                                                           \
        const int8_operands *operands, const fledge_product_part *part, const fledge_epilogue *epilogue) {       \
        product_in_strips(strip_sums_##NAME, finish_block_##LEVEL, operands, part, epilogue);                    \
    }
STRIP_SUMS_WIDENING(portable, , 2)
PRODUCT(portable, , portable)
#if defined(__x86_64__)
STRIP_SUMS_WIDENING(avx2, TARGET_AVX2, 4)
PRODUCT(avx2, TARGET_AVX2, avx2)
STRIP_SUMS_WIDENING(avx512, TARGET_AVX512, 8)
PRODUCT(avx512, TARGET_AVX512, avx512)
PRODUCT(vnni, TARGET_VNNI, avx512)
#endif

static product *product_at_level(void) {
#if defined(__x86_64__)
    fledge_features features = fledge_cpu_features();
    switch (fledge_kernel_level()) {
    case FLEDGE_LEVEL_AMX:
        if (features.amx_int8) return fledge_int8_product_amx;
        return features.avx512vnni ? product_vnni : product_avx512;
    case FLEDGE_LEVEL_AVX512: return features.avx512vnni ? product_vnni : product_avx512;
    case FLEDGE_LEVEL_AVX2: return product_avx2;
    default: return product_portable;
    }
#else
    return product_portable;
#endif
}

void fledge_int8_product(
    const uint8_t *left, const float *left_scales, const int8_t *right, const float *right_scales,
    const int32_t *right_corrections, fledge_product_part part, const fledge_epilogue *epilogue) {
    int8_operands operands = {left, left_scales, right, right_scales, right_corrections};
    product_at_level()(&operands, &part, epilogue);
}

int fledge_int8_is_fast(void) {
    fledge_features features = fledge_cpu_features();
    return fledge_kernel_level() >= FLEDGE_LEVEL_AVX512 && (features.avx512vnni || features.amx_int8);
}
