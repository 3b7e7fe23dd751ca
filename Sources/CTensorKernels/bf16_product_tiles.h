#ifndef FLEDGE_BF16_PRODUCT_TILES_H
#define FLEDGE_BF16_PRODUCT_TILES_H

#include "bf16_blocks.h"
#include "bf16_tiles.h"

// Matrix multiplication with matrix instructions: blocks of 32 x 32 sums in four tiles, with two tiles per operand. The
// outer loop is over panels of the right operand, the inner one over rows. While the tiles compute one block, the
// previous block goes through the epilogue, a few rows after each step in depth.

enum { TILE_ROWS = 2 * BLOCK_ROWS, ROW_BYTES = 64, SUMS_ROW_BYTES = BLOCK_COLUMNS * sizeof(float) };

// The depth is split so that a stretch of a panel of the right operand stays in the nearest cache: at most 16 blocks,
// 32 KiB.
enum { STRETCH_BLOCKS = 16 };

// Sums waiting for the epilogue: one or two blocks of 16 rows, of which `next` rows are finished.
typedef struct {
    const fledge_epilogue *epilogue;
    const fledge_product_part *part;
    size_t row, column, next, rows;
    const float *sums;
} waiting_sums;

TILE_TARGET static __attribute__((noinline)) void finish_waiting(waiting_sums *waiting, size_t count) {
    size_t end = least(waiting->next + count, waiting->rows);
    while (waiting->next < end) {
        size_t block = waiting->next / BLOCK_ROWS, first = waiting->next % BLOCK_ROWS;
        size_t last = least(end - block * BLOCK_ROWS, BLOCK_ROWS);
        finish_rows(
            waiting->epilogue, waiting->part, waiting->row + block * BLOCK_ROWS, waiting->column, first, last,
            waiting->sums + block * BLOCK_SIZE);
        waiting->next = block * BLOCK_ROWS + last;
    }
}

// sums[2][16][32], or the first half of it, += left * right over `blocks` blocks of the depth; = if is_first. The
// blocks of left_below are 16 rows further down; NULL if there are none. The waiting sums are finished meanwhile,
// before these are written.
TILE_TARGET static void multiply_tiles(
    const uint16_t *left, const uint16_t *left_below, const uint16_t *right, size_t blocks, int is_first, float *sums,
    waiting_sums *waiting) {
    float *below = sums + BLOCK_SIZE;
    if (is_first) {
        ZERO_TILE(0);
        ZERO_TILE(1);
        ZERO_TILE(2);
        ZERO_TILE(3);
    } else {
        LOAD_TILE(0, sums, SUMS_ROW_BYTES);
        LOAD_TILE(1, sums + 16, SUMS_ROW_BYTES);
        if (left_below) {
            LOAD_TILE(2, below, SUMS_ROW_BYTES);
            LOAD_TILE(3, below + 16, SUMS_ROW_BYTES);
        }
    }
    size_t rows_a_step = blocks ? blocks_of(waiting->rows - waiting->next, blocks) : 0;
    for (size_t block = 0; block < blocks; block++) {
        LOAD_TILE(4, left + block * LEFT_BLOCK, ROW_BYTES);
        LOAD_TILE(6, right + block * RIGHT_BLOCK, ROW_BYTES);
        MULTIPLY_BF16_TILES(0, 4, 6);
        LOAD_TILE(7, right + block * RIGHT_BLOCK + RIGHT_HALF, ROW_BYTES);
        MULTIPLY_BF16_TILES(1, 4, 7);
        if (left_below) {
            LOAD_TILE(5, left_below + block * LEFT_BLOCK, ROW_BYTES);
            MULTIPLY_BF16_TILES(2, 5, 6);
            MULTIPLY_BF16_TILES(3, 5, 7);
        }
        if (waiting->next < waiting->rows) finish_waiting(waiting, rows_a_step);
    }
    finish_waiting(waiting, TILE_ROWS);  // a depth of 0 has no steps
    STORE_TILE(0, sums, SUMS_ROW_BYTES);
    STORE_TILE(1, sums + 16, SUMS_ROW_BYTES);
    if (left_below) {
        STORE_TILE(2, below, SUMS_ROW_BYTES);
        STORE_TILE(3, below + 16, SUMS_ROW_BYTES);
    }
}

// Memory for the sums of a chunk: if the depth has several stretches, all sums are kept until the last one.
enum { MOST_CHUNK_ROWS = 256 };

// Multiplies one panel of the right operand by the rows first..<last.
TILE_TARGET static void multiply_panel(
    const uint16_t *left, const uint16_t *panel, const fledge_product_part *part, size_t first, size_t last,
    size_t column, float *sums, waiting_sums *waiting) {
    size_t depth_blocks = blocks_of(part->depth, DEPTH_BLOCK), stretches = blocks_of(depth_blocks, STRETCH_BLOCKS);
    size_t stretch = stretches ? blocks_of(depth_blocks, stretches) : 1, start = 0;
    do {
        size_t end = least(start + stretch, depth_blocks);
        for (size_t row = first; row < last; row += TILE_ROWS) {
            const uint16_t *blocks = left + (row / BLOCK_ROWS * depth_blocks + start) * LEFT_BLOCK;
            const uint16_t *below = row + BLOCK_ROWS < last ? blocks + depth_blocks * LEFT_BLOCK : NULL;
            size_t place = (row - first) / TILE_ROWS;
            float *row_sums = stretches > 1 ? sums + place * 2 * BLOCK_SIZE : sums;
            multiply_tiles(
                blocks, below, panel + start * RIGHT_BLOCK, end - start, start == 0, row_sums, waiting);
            if (end == depth_blocks) {
                waiting->row = row;
                waiting->column = column;
                waiting->next = 0;
                waiting->rows = below ? TILE_ROWS : BLOCK_ROWS;
                waiting->sums = row_sums;
            }
        }
        start = end;
    } while (start < depth_blocks);
}

TILE_TARGET static void product_in_tiles(
    const uint16_t *left, const uint16_t *right, const fledge_product_part *part, const fledge_epilogue *epilogue) {
    _Alignas(64) float sums[MOST_CHUNK_ROWS * BLOCK_COLUMNS];
    size_t panel_size = blocks_of(part->depth, DEPTH_BLOCK) * RIGHT_BLOCK;
    size_t chunk = least(chunk_rows(part->depth), MOST_CHUNK_ROWS);
    waiting_sums waiting = {.epilogue = epilogue, .part = part};
    tile_configuration configuration = FULL_TILES;
    CONFIGURE_TILES(&configuration);
    for (size_t first = part->first_row; first < part->last_row; first += chunk) {
        size_t last = least(first + chunk, part->last_row);
        for (size_t column = part->first_column; column < part->last_column; column += BLOCK_COLUMNS) {
            const uint16_t *panel = right + column / BLOCK_COLUMNS * panel_size;
            multiply_panel(left, panel, part, first, last, column, sums, &waiting);
        }
    }
    finish_waiting(&waiting, TILE_ROWS);
    RELEASE_TILES();
}

#endif
