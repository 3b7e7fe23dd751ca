#if defined(__x86_64__)
#include "int8_product_tiles.h"

INT8_TILE_TARGET void fledge_int8_product_amx(
    const int8_operands *operands, const fledge_product_part *part, const fledge_epilogue *epilogue) {
    int8_product_in_tiles(operands, part, epilogue);
}
#endif
