#include "TileEmulation.h"
#include "int8_sums_widening.h"

#if defined(__x86_64__)
STRIP_SUMS_WIDENING(avx512, TARGET_AVX512, 8)
TARGET_AVX512 static void product_avx512(
    const int8_operands *operands, const fledge_product_part *part, const fledge_epilogue *epilogue) {
    product_in_strips(strip_sums_avx512, finish_block_avx512, operands, part, epilogue);
}
#endif

int widened_int8_product(
    const uint8_t *left, const float *left_scales, const int8_t *right, const float *right_scales,
    const int32_t *right_corrections, fledge_product_part part, const fledge_epilogue *epilogue) {
#if defined(__x86_64__)
    if (fledge_kernel_level() >= FLEDGE_LEVEL_AVX512) {
        int8_operands operands = {left, left_scales, right, right_scales, right_corrections};
        product_avx512(&operands, &part, epilogue);
        return 1;
    }
#endif
    (void)left, (void)left_scales, (void)right, (void)right_scales, (void)right_corrections, (void)part, (void)epilogue;
    return 0;
}
