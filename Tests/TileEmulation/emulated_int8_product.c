#include "TileEmulation.h"
#include "emulated_int8_tiles.h"

#define FLEDGE_EMULATED_TILES
#include "int8_product_tiles.h"

int emulated_int8_product(
    const uint8_t *left, const float *left_scales, const int8_t *right, const float *right_scales,
    const int32_t *right_corrections, fledge_product_part part, const fledge_epilogue *epilogue) {
    int8_operands operands = {left, left_scales, right, right_scales, right_corrections};
    int8_product_in_tiles(&operands, &part, epilogue);
    return emulated_complaints();
}
