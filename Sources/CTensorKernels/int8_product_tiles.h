#ifndef FLEDGE_INT8_PRODUCT_TILES_H
#define FLEDGE_INT8_PRODUCT_TILES_H

#include "int8_strips.h"
#include "int8_tiles.h"

// Matrix multiplication with matrix instructions: a strip's 32 x 32 sums are in four tiles, with two tiles per operand.
// While the tiles compute one strip, the previous strip goes through the epilogue, a few rows after each step in depth.

enum { INT8_ROW_BYTES = 64, SUMS_ROW_BYTES = sizeof(sums_row) };

// The depth is split so that a stretch of a panel of the right operand stays in the nearest cache: at most 16 blocks,
// 32 KiB.
enum { INT8_STRETCH_BLOCKS = 16 };

// A strip waiting for the epilogue, of which `next` rows are finished. rows: 16 or 32, or 0 if no strip is waiting.
typedef struct {
    const int8_operands *operands;
    const fledge_product_part *part;
    const fledge_epilogue *epilogue;
    panel_factors factors;
    size_t row, column, next, rows;
    const sums_row *sums;
} waiting_strip;

// Finishes at most `count` more rows, and none beyond a block of 16.
INT8_TILE_TARGET static __attribute__((noinline)) void finish_some_rows(waiting_strip *waiting, size_t count) {
    size_t row = waiting->row + waiting->next / BLOCK_ROWS * BLOCK_ROWS;
    size_t first = waiting->next % BLOCK_ROWS, last = least(first + count, BLOCK_ROWS);
    const sums_row *sums = waiting->sums + (row - waiting->row);
    _Alignas(64) float values[BLOCK_SIZE];
    for (size_t r = first; r < last; r++) {
        float scale = row + r < waiting->part->rows ? waiting->operands->left_scales[row + r] : 0;
        value_of_sums(sums[r], &waiting->factors, scale, values + r * BLOCK_COLUMNS);
    }
    finish_rows(waiting->epilogue, waiting->part, row, waiting->column, first, last, values);
    waiting->next += last - first;
}

// sums of 16 rows, or of 32 if has_two, += left * right over `blocks` blocks of the depth; = if is_first. The left
// blocks of the second 16 rows are left_stride bytes after those of the first. The waiting strip is finished meanwhile,
// before these sums are written.
INT8_TILE_TARGET BODY void multiply_int8_tiles(
    int has_two, const uint8_t *left, size_t left_stride, const int8_t *right, size_t blocks, int is_first,
    sums_row *sums, waiting_strip *waiting) {
    int32_t *below = sums[BLOCK_ROWS];
    if (is_first) {
        ZERO_TILE(0);
        ZERO_TILE(1);
        ZERO_TILE(2);
        ZERO_TILE(3);
    } else {
        LOAD_TILE(0, sums[0], SUMS_ROW_BYTES);
        LOAD_TILE(1, sums[0] + INT8_HALF_COLUMNS, SUMS_ROW_BYTES);
        if (has_two) {
            LOAD_TILE(2, below, SUMS_ROW_BYTES);
            LOAD_TILE(3, below + INT8_HALF_COLUMNS, SUMS_ROW_BYTES);
        }
    }
    size_t rows_a_step = blocks ? blocks_of(waiting->rows - waiting->next, blocks) : 0;
    for (size_t block = 0; block < blocks; block++) {
        LOAD_TILE(4, left + block * INT8_LEFT_BLOCK, INT8_ROW_BYTES);
        LOAD_TILE(6, right + block * INT8_RIGHT_BLOCK, INT8_ROW_BYTES);
        MULTIPLY_INT8_TILES(0, 4, 6);
        LOAD_TILE(7, right + block * INT8_RIGHT_BLOCK + INT8_RIGHT_HALF, INT8_ROW_BYTES);
        MULTIPLY_INT8_TILES(1, 4, 7);
        if (has_two) {
            LOAD_TILE(5, left + left_stride + block * INT8_LEFT_BLOCK, INT8_ROW_BYTES);
            MULTIPLY_INT8_TILES(2, 5, 6);
            MULTIPLY_INT8_TILES(3, 5, 7);
        }
        if (waiting->next < waiting->rows) finish_some_rows(waiting, rows_a_step);
    }
    while (waiting->next < waiting->rows) finish_some_rows(waiting, BLOCK_ROWS);
    STORE_TILE(0, sums[0], SUMS_ROW_BYTES);
    STORE_TILE(1, sums[0] + INT8_HALF_COLUMNS, SUMS_ROW_BYTES);
    if (has_two) {
        STORE_TILE(2, below, SUMS_ROW_BYTES);
        STORE_TILE(3, below + INT8_HALF_COLUMNS, SUMS_ROW_BYTES);
    }
}

// Memory for the sums of the rows of a chunk; if the depth has one stretch, all strips use that of the first, since a
// strip is finished before the next one's sums leave the tiles.
enum { INT8_MOST_CHUNK_ROWS = 256 };

// Multiplies one panel of the right operand by the rows first..<last.
INT8_TILE_TARGET static void multiply_int8_panel(
    size_t column, size_t first, size_t last, sums_row *sums, waiting_strip *waiting) {
    const int8_operands *operands = waiting->operands;
    size_t depth_blocks = blocks_of(waiting->part->depth, INT8_DEPTH);
    size_t stretches = blocks_of(depth_blocks, INT8_STRETCH_BLOCKS), left_stride = depth_blocks * INT8_LEFT_BLOCK;
    size_t stretch = stretches ? blocks_of(depth_blocks, stretches) : 1, start = 0;
    const int8_t *panel = operands->right + column / BLOCK_COLUMNS * depth_blocks * INT8_RIGHT_BLOCK;
    do {
        size_t end = least(start + stretch, depth_blocks);
        const int8_t *right = panel + start * INT8_RIGHT_BLOCK;
        for (size_t row = first; row < last; row += STRIP_ROWS) {
            const uint8_t *left = left_elements(operands->left, depth_blocks, row, start);
            size_t strip = (row - first) / STRIP_ROWS;
            sums_row *strip_sums = sums + (stretches > 1 ? strip : 0) * STRIP_ROWS;
            int has_two = row + BLOCK_ROWS < last;
            if (has_two) {
                multiply_int8_tiles(1, left, left_stride, right, end - start, start == 0, strip_sums, waiting);
            } else {
                multiply_int8_tiles(0, left, left_stride, right, end - start, start == 0, strip_sums, waiting);
            }
            if (end == depth_blocks) {
                int has_factors = waiting->rows && waiting->column == column;
                if (!has_factors) load_factors(operands, waiting->part, column, &waiting->factors);
                waiting->row = row;
                waiting->column = column;
                waiting->next = 0;
                waiting->rows = has_two ? STRIP_ROWS : BLOCK_ROWS;
                waiting->sums = strip_sums;
            }
        }
        start = end;
    } while (start < depth_blocks);
}

INT8_TILE_TARGET static void int8_product_in_tiles(
    const int8_operands *operands, const fledge_product_part *part, const fledge_epilogue *epilogue) {
    _Alignas(64) sums_row sums[INT8_MOST_CHUNK_ROWS];
    size_t chunk = least(int8_chunk_rows(blocks_of(part->depth, INT8_DEPTH)), INT8_MOST_CHUNK_ROWS);
    waiting_strip waiting = {.operands = operands, .part = part, .epilogue = epilogue};
    tile_configuration configuration = FULL_TILES;
    CONFIGURE_TILES(&configuration);
    for (size_t first = part->first_row; first < part->last_row; first += chunk) {
        size_t last = least(first + chunk, part->last_row);
        for (size_t column = part->first_column; column < part->last_column; column += BLOCK_COLUMNS)
            multiply_int8_panel(column, first, last, sums, &waiting);
    }
    while (waiting.next < waiting.rows) finish_some_rows(&waiting, BLOCK_ROWS);
    RELEASE_TILES();
}

#endif
