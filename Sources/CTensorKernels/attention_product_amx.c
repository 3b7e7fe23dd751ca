#if defined(__x86_64__)
#include "attention_product_tiles.h"

void fledge_attention_multiply_tiles(const attention_product *product) { multiply_tiles(product); }
void fledge_attention_configure_tiles(void) { configure_tiles(); }
void fledge_attention_release_tiles(void) { release_tiles(); }
#endif
