#ifndef FLEDGE_EMULATED_INT8_TILES_H
#define FLEDGE_EMULATED_INT8_TILES_H

#include "emulated_tiles.h"

// TDPBUSD, after the same manual: each 32-bit sum gets the products of four unsigned elements of a row of the left and
// four signed ones of a row of the right tile, for all rows of the right tile, and wraps around.
static void emulated_multiply_int8(int sums, int left, int right) {
    int is_valid = is_usable(sums) && is_usable(left) && is_usable(right);
    is_valid = is_valid && sums != left && sums != right && left != right;
    is_valid = is_valid && processor.rows[sums] == processor.rows[left];
    is_valid = is_valid && processor.row_bytes[sums] == processor.row_bytes[right];
    is_valid = is_valid && processor.row_bytes[left] == 4 * processor.rows[right];
    if (!is_accepted(is_valid)) return;
    for (size_t row = 0; row < processor.rows[sums]; row++) {
        for (size_t column = 0; column < processor.row_bytes[sums] / 4; column++) {
            uint8_t *place = &processor.data[sums][row][4 * column];
            uint32_t total;
            memcpy(&total, place, sizeof total);
            for (size_t quad = 0; quad < processor.rows[right]; quad++) {
                for (size_t i = 0; i < 4; i++) {
                    int32_t factor = (int8_t)processor.data[right][quad][4 * column + i];
                    total += (uint32_t)(processor.data[left][row][4 * quad + i] * factor);
                }
            }
            memcpy(place, &total, sizeof total);
        }
    }
}

#endif
