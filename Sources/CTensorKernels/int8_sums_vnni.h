#ifndef FLEDGE_INT8_SUMS_VNNI_H
#define FLEDGE_INT8_SUMS_VNNI_H

#include <immintrin.h>

#include "int8_strips.h"

#define TARGET_VNNI \
    __attribute__((target("avx2,fma,avx512f,avx512bw,avx512vl,avx512dq,avx512vnni"), min_vector_width(512)))

// 8 rows and 32 columns: 16 sums in registers, enough to hide the latency of vpdpbusd.
enum { VNNI_ROWS = 8 };

TARGET_VNNI BODY void add_products_vnni(
    const uint8_t *left, const int8_t *right, size_t blocks, sums_row *sums) {
    __m512i low[VNNI_ROWS], high[VNNI_ROWS];
#pragma clang loop unroll(full)
    for (int row = 0; row < VNNI_ROWS; row++) {
        low[row] = _mm512_loadu_si512(sums[row]);
        high[row] = _mm512_loadu_si512(sums[row] + INT8_HALF_COLUMNS);
    }
    for (size_t block = 0; block < blocks; block++, left += INT8_LEFT_BLOCK, right += INT8_RIGHT_BLOCK) {
#pragma clang loop unroll_count(2)
        for (int quad = 0; quad < INT8_QUADS; quad++) {
            __m512i low_weights = _mm512_loadu_si512(right + quad * 4 * INT8_HALF_COLUMNS);
            __m512i high_weights = _mm512_loadu_si512(right + INT8_RIGHT_HALF + quad * 4 * INT8_HALF_COLUMNS);
#pragma clang loop unroll(full)
            for (int row = 0; row < VNNI_ROWS; row++) {
                int32_t elements;
                memcpy(&elements, left + row * INT8_DEPTH + quad * 4, sizeof elements);
                __m512i everywhere = _mm512_set1_epi32(elements);
                low[row] = _mm512_dpbusd_epi32(low[row], everywhere, low_weights);
                high[row] = _mm512_dpbusd_epi32(high[row], everywhere, high_weights);
            }
        }
    }
#pragma clang loop unroll(full)
    for (int row = 0; row < VNNI_ROWS; row++) {
        _mm512_storeu_si512(sums[row], low[row]);
        _mm512_storeu_si512(sums[row] + INT8_HALF_COLUMNS, high[row]);
    }
}

// The depth is split into parts whose weights stay in the first-level cache while all groups of rows read them.
TARGET_VNNI static void strip_sums_vnni(
    const uint8_t *left, const int8_t *right, size_t blocks, size_t rows, sums_row *sums) {
    enum { PART_BLOCKS = 8 };
    memset(sums, 0, STRIP_ROWS * sizeof *sums);
    for (size_t block = 0; block < blocks; block += PART_BLOCKS) {
        size_t count = least(blocks - block, PART_BLOCKS);
        for (size_t row = 0; row < rows; row += VNNI_ROWS)
            add_products_vnni(
                left_elements(left, blocks, row, block), right + block * INT8_RIGHT_BLOCK, count, sums + row);
    }
}

#endif
