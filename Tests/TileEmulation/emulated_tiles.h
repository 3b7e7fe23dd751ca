#ifndef FLEDGE_EMULATED_TILES_H
#define FLEDGE_EMULATED_TILES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Tile instructions in plain C, after the Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2: the
// descriptions of LDTILECFG, TILERELEASE, TILEZERO, TILELOADD, TILESTORED and TDPBF16PS. Each thread has tiles of its
// own.

enum { TILES = 8, TILE_MOST_ROWS = 16, TILE_ROW_BYTES = 64 };

typedef struct {
    int is_configured;
    size_t rows[TILES], row_bytes[TILES];
    uint8_t data[TILES][TILE_MOST_ROWS][TILE_ROW_BYTES];
    int refused;
} emulated_processor;

static _Thread_local emulated_processor processor;

// Counts an instruction that a processor would refuse; whether it would not.
static int is_accepted(int condition) {
    processor.refused += !condition;
    return condition;
}

static int is_usable(int tile) {
    return processor.is_configured && tile >= 0 && tile < TILES && processor.rows[tile] && processor.row_bytes[tile];
}

static void emulated_configure(const void *configuration) {
    const uint8_t *bytes = configuration;
    int is_valid = bytes[0] == 1 && bytes[1] == 0;
    for (int i = 2; i < 16; i++) is_valid &= bytes[i] == 0;
    for (int i = 32; i < 48; i++) is_valid &= bytes[i] == 0;
    for (int i = 56; i < 64; i++) is_valid &= bytes[i] == 0;
    for (int tile = 0; tile < TILES; tile++) {
        size_t row_bytes = (size_t)bytes[16 + 2 * tile] + 256 * (size_t)bytes[17 + 2 * tile], rows = bytes[48 + tile];
        is_valid &= row_bytes <= TILE_ROW_BYTES && rows <= TILE_MOST_ROWS && !row_bytes == !rows;
        processor.row_bytes[tile] = row_bytes;
        processor.rows[tile] = rows;
    }
    memset(processor.data, 0, sizeof processor.data);
    processor.is_configured = is_accepted(is_valid);
}

static void emulated_release(void) {
    memset(processor.data, 0, sizeof processor.data);
    processor.is_configured = 0;
}

static void emulated_zero(int tile) {
    if (is_accepted(is_usable(tile))) memset(processor.data[tile], 0, sizeof processor.data[tile]);
}

static void emulated_load(int tile, const void *from, size_t stride) {
    if (!is_accepted(is_usable(tile))) return;
    memset(processor.data[tile], 0, sizeof processor.data[tile]);
    for (size_t row = 0; row < processor.rows[tile]; row++) {
        memcpy(processor.data[tile][row], (const uint8_t *)from + row * stride, processor.row_bytes[tile]);
    }
}

static void emulated_store(int tile, void *to, size_t stride) {
    if (!is_accepted(is_usable(tile))) return;
    for (size_t row = 0; row < processor.rows[tile]; row++) {
        memcpy((uint8_t *)to + row * stride, processor.data[tile][row], processor.row_bytes[tile]);
    }
}

// Numbers too small to be normal count as zeros, whatever the thread's floating-point settings are.
static float flushed(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    if (bits & 0x7F800000) return x;
    bits &= 0x80000000;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static float emulated_element(int tile, size_t row, size_t index) {
    uint16_t half;
    memcpy(&half, &processor.data[tile][row][2 * index], sizeof half);
    uint32_t bits = (uint32_t)half << 16;
    float x;
    memcpy(&x, &bits, sizeof x);
    return flushed(x);
}

// Products of the even and of the odd places are summed apart, then together, then added to what is there.
static void emulated_multiply_bf16(int sums, int left, int right) {
    int is_valid = is_usable(sums) && is_usable(left) && is_usable(right);
    is_valid = is_valid && sums != left && sums != right && left != right;
    is_valid = is_valid && processor.rows[sums] == processor.rows[left];
    is_valid = is_valid && processor.row_bytes[sums] == processor.row_bytes[right];
    is_valid = is_valid && processor.row_bytes[left] == 4 * processor.rows[right];
    if (!is_accepted(is_valid)) return;
    for (size_t row = 0; row < processor.rows[sums]; row++) {
        for (size_t column = 0; column < processor.row_bytes[sums] / 4; column++) {
            float even = 0, odd = 0, total;
            for (size_t pair = 0; pair < processor.rows[right]; pair++) {
                even = flushed(
                    even + emulated_element(left, row, 2 * pair) * emulated_element(right, pair, 2 * column));
                odd = flushed(
                    odd + emulated_element(left, row, 2 * pair + 1) * emulated_element(right, pair, 2 * column + 1));
            }
            uint8_t *place = &processor.data[sums][row][4 * column];
            memcpy(&total, place, sizeof total);
            total = flushed(flushed(total) + flushed(even + odd));
            memcpy(place, &total, sizeof total);
        }
    }
}

// The instructions that were refused since the last call, one more where tiles are still configured.
static int emulated_complaints(void) {
    int complaints = processor.refused + processor.is_configured;
    processor.refused = 0;
    processor.is_configured = 0;
    return complaints;
}

#endif
