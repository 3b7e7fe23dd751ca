#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "bf16_product_blocks.h"

MULTIPLY_EXPANDED(portable, , 2, 1)
#if defined(__x86_64__)
MULTIPLY_EXPANDED(avx2, TARGET_AVX2, 4, 1)
MULTIPLY_EXPANDED(avx512, TARGET_AVX512, 8, 2)

// Uses the instruction that multiplies and adds pairs, on processors where it is fast.
__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16"), min_vector_width(512)))
static void multiply_avx512bf16(
    const uint16_t *left, const uint16_t *right, size_t blocks, size_t rows, float *sums) {
    enum { ROWS = 8 };
    for (size_t row = 0; row < rows; row += ROWS) {
        const uint16_t *left_block = left + row * DEPTH_BLOCK, *right_block = right;
        float *row_sums = sums + row * BLOCK_COLUMNS;
        __m512 totals[ROWS][2] = {0};
        for (size_t block = 0; block < blocks; block++) {
            for (int pair = 0; pair < DEPTH_PAIRS; pair++) {
                __m512bh factors[2];
                UNROLL for (int h = 0; h < 2; h++) {
                    factors[h] = (__m512bh)_mm512_loadu_si512(right_block + h * RIGHT_HALF + pair * 2 * 16);
                }
                UNROLL for (int r = 0; r < ROWS; r++) {
                    int word;
                    memcpy(&word, left_block + r * DEPTH_BLOCK + 2 * pair, sizeof word);
                    __m512bh factor = (__m512bh)_mm512_set1_epi32(word);
                    UNROLL for (int h = 0; h < 2; h++) {
                        totals[r][h] = _mm512_dpbf16_ps(totals[r][h], factor, factors[h]);
                    }
                }
            }
            left_block += LEFT_BLOCK;
            right_block += RIGHT_BLOCK;
        }
        UNROLL for (int r = 0; r < ROWS; r++) {
            UNROLL for (int h = 0; h < 2; h++) _mm512_storeu_ps(row_sums + r * BLOCK_COLUMNS + 16 * h, totals[r][h]);
        }
    }
}
#endif

static int has_fast_pairs(void) {
    fledge_features features = fledge_cpu_features();
    return features.avx512bf16 && features.is_amd;
}

void fledge_bf16_product(
    const uint16_t *left, const uint16_t *right, fledge_product_part part, const fledge_epilogue *epilogue) {
    switch (fledge_kernel_level()) {
#if defined(__x86_64__)
    case FLEDGE_LEVEL_AMX:
        fledge_bf16_product_amx(left, right, &part, epilogue);
        break;
    case FLEDGE_LEVEL_AVX512:
        product_in_blocks(
            has_fast_pairs() ? multiply_avx512bf16 : multiply_avx512, finish_block_avx512, left, right, &part,
            epilogue);
        break;
    case FLEDGE_LEVEL_AVX2:
        product_in_blocks(multiply_avx2, finish_block_avx2, left, right, &part, epilogue);
        break;
#endif
    default: product_in_blocks(multiply_portable, finish_block_portable, left, right, &part, epilogue);
    }
}

int fledge_bf16_is_fast(void) {
    fledge_level level = fledge_kernel_level();
    return level == FLEDGE_LEVEL_AMX || (level == FLEDGE_LEVEL_AVX512 && has_fast_pairs());
}
