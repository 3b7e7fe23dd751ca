#if defined(__x86_64__)
#include "bf16_product_tiles.h"

TILE_TARGET void fledge_bf16_product_amx(
    const uint16_t *left, const uint16_t *right, const fledge_product_part *part, const fledge_epilogue *epilogue) {
    product_in_tiles(left, right, part, epilogue);
}
#endif
