#include "bf16_blocks.h"

// Both operands are packed in units of 16 lines (rows of the left one, columns of the right one) and 32 of the depth:
// 256 words of two neighbors in depth. The left operand needs them by line, the right one by pair; a plain source
// provides them by line, a transposed one by pair; if these differ, the words are transposed.

enum { LINES = 16, UNIT = LINES * DEPTH_BLOCK };

// The words of one line, from 32 neighbors in depth.
BODY void words_of_line(const float *line, words16 *words) {
    floats32 values;
    shorts32 rounded;
    load_floats(&values, line);
    round_to_bf16(&values, &rounded);
    *words = __builtin_bit_cast(words16, rounded);
}

// The words of one pair, from 16 lines at two positions in depth.
BODY void words_of_pair(const float *first, const float *second, words16 *words) {
    floats16 low = *(const floats16_in_memory *)first, high = *(const floats16_in_memory *)second;
    floats32 values = __builtin_shufflevector(
        low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
        28, 29, 30, 31);
    words32 bits;
    round_upper_halves(&values, &bits);
    *words = (bits.lo >> 16) | (bits.hi & 0xFFFF0000);
}

#define MERGE(A, B, ...) __builtin_shufflevector(A, B, __VA_ARGS__)

// Transposes rows into columns: first within quarters of four words, then whole quarters.
BODY void transpose(words16 *x) {
    words16 y[LINES];
    UNROLL for (int i = 0; i < LINES; i += 4) {
        words16 a = MERGE(x[i], x[i + 1], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
        words16 b = MERGE(x[i], x[i + 1], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
        words16 c = MERGE(x[i + 2], x[i + 3], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
        words16 d = MERGE(x[i + 2], x[i + 3], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
        y[i] = MERGE(a, c, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
        y[i + 1] = MERGE(a, c, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
        y[i + 2] = MERGE(b, d, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
        y[i + 3] = MERGE(b, d, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
    }
    UNROLL for (int i = 0; i < 4; i++) {
        words16 a = MERGE(y[i], y[i + 4], 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
        words16 b = MERGE(y[i], y[i + 4], 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
        words16 c = MERGE(y[i + 8], y[i + 12], 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
        words16 d = MERGE(y[i + 8], y[i + 12], 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
        x[i] = MERGE(a, c, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
        x[i + 4] = MERGE(a, c, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
        x[i + 8] = MERGE(b, d, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
        x[i + 12] = MERGE(b, d, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
    }
}

// If sums are requested, the source is transposed, and the values of each line are added to its sum.
BODY void pack_unit(fledge_source source, int by_pair, uint16_t *packed, float *sums) {
    words16 words[LINES];
    if (source.transposed) {
        floats16 even = {0}, odd = {0};
        UNROLL for (int pair = 0; pair < DEPTH_PAIRS; pair++) {
            const float *first = source.start + 2 * (size_t)pair * source.stride, *second = first + source.stride;
            words_of_pair(first, second, &words[pair]);
            even += *(const floats16_in_memory *)first;
            odd += *(const floats16_in_memory *)second;
        }
        if (sums) *(floats16_in_memory *)sums += even + odd;
    } else {
        UNROLL for (int line = 0; line < LINES; line++) {
            words_of_line(source.start + (size_t)line * source.stride, &words[line]);
        }
    }
    if (by_pair != (source.transposed != 0)) transpose(words);
    UNROLL for (int i = 0; i < LINES; i++) *(words16_in_memory *)(packed + i * DEPTH_BLOCK) = words[i];
}

// Packs a unit of which only some lines and some of the depth exist; the others are zeros.
BODY void pack_edge_unit(
    fledge_source source, int by_pair, size_t lines, size_t depth, uint16_t *packed, float *sums) {
    float whole[UNIT] = {0}, whole_sums[LINES] = {0};
    size_t outer = source.transposed ? depth : lines, inner = source.transposed ? lines : depth;
    size_t stride = source.transposed ? LINES : DEPTH_BLOCK;
    for (size_t i = 0; i < outer; i++) {
        for (size_t j = 0; j < inner; j++) whole[i * stride + j] = source.start[i * source.stride + j];
    }
    pack_unit((fledge_source){whole, stride, source.transposed}, by_pair, packed, sums ? whole_sums : NULL);
    for (size_t i = 0; sums && i < lines; i++) sums[i] += whole_sums[i];
}

// Packs the unit with the given first line and first position in depth.
BODY void pack_unit_at(
    fledge_source source, int by_pair, size_t count, size_t depth, size_t line, size_t place, uint16_t *packed,
    float *sums) {
    size_t lines = line < count ? least(count - line, LINES) : 0, left = least(depth - place, DEPTH_BLOCK);
    size_t depth_blocks = blocks_of(depth, DEPTH_BLOCK), together = by_pair ? 2 : 1;
    size_t unit = (line / LINES / together * depth_blocks + place / DEPTH_BLOCK) * together + line / LINES % together;
    if (lines) source.start += source.transposed ? place * source.stride + line : line * source.stride + place;
    if (sums) sums += line;
    if (lines == LINES && left == DEPTH_BLOCK) {
        pack_unit(source, by_pair, packed + unit * UNIT, sums);
    } else {
        pack_edge_unit(source, by_pair, lines, left, packed + unit * UNIT, sums);
    }
}

// Packs units in the order of the source's memory.
BODY void pack(
    fledge_source source, int by_pair, size_t count, size_t depth, size_t first, size_t last, uint16_t *packed,
    float *sums) {
    size_t lines = by_pair ? BLOCK_COLUMNS : BLOCK_ROWS, end = blocks_of(last, lines) * lines;
    if (source.transposed) {
        for (size_t place = 0; place < depth; place += DEPTH_BLOCK) {
            for (size_t line = first; line < end; line += LINES) {
                pack_unit_at(source, by_pair, count, depth, line, place, packed, sums);
            }
        }
    } else {
        for (size_t line = first; line < end; line += LINES) {
            for (size_t place = 0; place < depth; place += DEPTH_BLOCK) {
                pack_unit_at(source, by_pair, count, depth, line, place, packed, NULL);
            }
        }
    }
}

size_t fledge_bf16_left_size(size_t rows, size_t depth) {
    return blocks_of(rows, BLOCK_ROWS) * blocks_of(depth, DEPTH_BLOCK) * LEFT_BLOCK;
}

size_t fledge_bf16_right_size(size_t columns, size_t depth) {
    return blocks_of(columns, BLOCK_COLUMNS) * blocks_of(depth, DEPTH_BLOCK) * RIGHT_BLOCK;
}

BODY void fledge_bf16_pack_left_body(
    fledge_source source, size_t rows, size_t depth, size_t first, size_t last, uint16_t *packed) {
    pack(source, 0, rows, depth, first, last, packed, NULL);
}
LEVELS(void, fledge_bf16_pack_left,
    (fledge_source source, size_t rows, size_t depth, size_t first, size_t last, uint16_t *packed),
    (source, rows, depth, first, last, packed))

BODY void fledge_bf16_pack_left_summing_body(
    fledge_source source, size_t rows, size_t depth, size_t first, size_t last, uint16_t *packed, float *sums) {
    source.transposed = 1;
    pack(source, 0, rows, depth, first, last, packed, sums);
}
LEVELS(void, fledge_bf16_pack_left_summing,
    (fledge_source source, size_t rows, size_t depth, size_t first, size_t last, uint16_t *packed, float *sums),
    (source, rows, depth, first, last, packed, sums))

BODY void fledge_bf16_pack_right_body(
    fledge_source source, size_t columns, size_t depth, size_t first, size_t last, uint16_t *packed) {
    pack(source, 1, columns, depth, first, last, packed, NULL);
}
LEVELS(void, fledge_bf16_pack_right,
    (fledge_source source, size_t columns, size_t depth, size_t first, size_t last, uint16_t *packed),
    (source, columns, depth, first, last, packed))
