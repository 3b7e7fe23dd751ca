#include "TileEmulation.h"
#include "emulated_tiles.h"

#define FLEDGE_EMULATED_TILES
#include "bf16_product_tiles.h"

int emulated_bf16_product(
    const uint16_t *left, const uint16_t *right, fledge_product_part part, const fledge_epilogue *epilogue) {
    product_in_tiles(left, right, &part, epilogue);
    return emulated_complaints();
}
