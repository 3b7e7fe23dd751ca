#include "attention_product.h"

#if defined(__x86_64__)
static const attention_arithmetic pairs = {
    .kind = ATTENTION_OF_PAIRS,
    .multiply = fledge_attention_multiply_pairs,
    .pair_columns = fledge_attention_pair_columns,
    .pair_rows = fledge_attention_pair_rows};
static const attention_arithmetic tiles = {
    .kind = ATTENTION_OF_TILES,
    .multiply = fledge_attention_multiply_tiles,
    .pair_columns = fledge_attention_pair_columns,
    .pair_rows = fledge_attention_pair_rows,
    .start = fledge_attention_configure_tiles,
    .finish = fledge_attention_release_tiles};

// Tiles that would be mostly empty are not worth configuring.
static int suits_tiles(const fledge_attention *attention) {
    return attention->head_size % 32 == 0 && attention->length >= 32;
}

// NULL if single-precision products are as fast.
static const attention_arithmetic *arithmetic_of_pairs(const fledge_attention *attention) {
    fledge_features features = fledge_cpu_features();
    if (!features.avx512bf16) return NULL;
    switch (fledge_kernel_level()) {
    case FLEDGE_LEVEL_AMX: return suits_tiles(attention) ? &tiles : NULL;
    // AMD multiplies two pairs in the time of two floats; Intel needs twice that time for a pair.
    case FLEDGE_LEVEL_AVX512: return features.is_amd ? &pairs : NULL;
    default: return NULL;
    }
}
#else
static const attention_arithmetic *arithmetic_of_pairs(const fledge_attention *attention) {
    (void)attention;
    return NULL;
}
#endif

static const attention_arithmetic numbers = {
    .kind = ATTENTION_OF_NUMBERS, .multiply = fledge_attention_multiply_numbers};

const attention_arithmetic *fledge_attention_arithmetic(const fledge_attention *attention) {
    const attention_arithmetic *chosen = attention->is_bf16 ? arithmetic_of_pairs(attention) : NULL;
    return chosen ? chosen : &numbers;
}
