#if defined(__x86_64__)
#include <immintrin.h>

#include "attention_product.h"
#include "attention_vector.h"

// Floats are rounded to nearest, ties to even; subnormal results become zeros.
#define TARGET_CONVERSION \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16"), min_vector_width(512)))

TARGET_CONVERSION void fledge_attention_pair_columns(
    attention_operand source, size_t rows, size_t columns, float factor, void *pairs, size_t stride) {
    const __m512 factors = _mm512_set1_ps(factor);
    for (size_t r = 0; r < rows; r++) {
        const float *row = (const float *)source.start + r * source.stride;
        uint32_t *target = (uint32_t *)pairs + r * stride;
        size_t c = 0;
        for (; c + 2 * LANES <= columns; c += 2 * LANES) {
            __m512 low = factors * _mm512_loadu_ps(row + c), high = factors * _mm512_loadu_ps(row + c + LANES);
            _mm512_storeu_si512(target + c / 2, (__m512i)_mm512_cvtne2ps_pbh(high, low));
        }
        if (c < columns) {
            __m256bh last = _mm512_cvtneps_pbh(factors * _mm512_loadu_ps(row + c));
            _mm256_storeu_si256((__m256i_u *)(target + c / 2), (__m256i)last);
        }
    }
}

TARGET_CONVERSION void fledge_attention_pair_rows(
    attention_operand source, size_t rows, size_t columns, size_t paired_rows, void *pairs) {
    const __m512i interleaved = _mm512_set_epi16(
        31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1,
        16, 0);
    for (size_t r = 0; r < paired_rows; r++) {
        const float *row = (const float *)source.start + 2 * r * source.stride;
        uint32_t *target = (uint32_t *)pairs + r * columns;
        const __mmask16 first_exists = 2 * r < rows ? 0xFFFF : 0, second_exists = 2 * r + 1 < rows ? 0xFFFF : 0;
        for (size_t c = 0; c < columns; c += LANES) {
            __m512 first = _mm512_maskz_loadu_ps(first_exists, row + c);
            __m512 second = _mm512_maskz_loadu_ps(second_exists, row + source.stride + c);
            __m512i both = (__m512i)_mm512_cvtne2ps_pbh(second, first);
            _mm512_storeu_si512(target + c, _mm512_permutexvar_epi16(interleaved, both));
        }
    }
}
#endif
