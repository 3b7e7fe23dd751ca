#include "AttentionTileEmulation.h"
#include "emulated_tiles.h"

#define FLEDGE_EMULATED_TILES
#include "attention_product_tiles.h"

// Rounded to nearest, ties to even.
static uint32_t upper_half(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    if (x != x) return bits >> 16 | 0x40;
    return (bits + 0x7FFF + (bits >> 16 & 1)) >> 16;
}

static void pair_columns(
    attention_operand source, size_t rows, size_t columns, float factor, void *pairs, size_t stride) {
    for (size_t r = 0; r < rows; r++) {
        const float *row = (const float *)source.start + r * source.stride;
        uint32_t *target = (uint32_t *)pairs + r * stride;
        for (size_t c = 0; c < columns; c += 2)
            target[c / 2] = upper_half(factor * row[c]) | upper_half(factor * row[c + 1]) << 16;
    }
}

static void pair_rows(attention_operand source, size_t rows, size_t columns, size_t paired_rows, void *pairs) {
    const float *start = source.start;
    for (size_t r = 0; r < paired_rows; r++) {
        uint32_t *target = (uint32_t *)pairs + r * columns;
        for (size_t c = 0; c < columns; c++) {
            float first = 2 * r < rows ? start[2 * r * source.stride + c] : 0;
            float second = 2 * r + 1 < rows ? start[(2 * r + 1) * source.stride + c] : 0;
            target[c] = upper_half(first) | upper_half(second) << 16;
        }
    }
}

static const attention_arithmetic emulated = {
    ATTENTION_OF_TILES, multiply_tiles, pair_columns, pair_rows, configure_tiles, release_tiles};

int emulated_attention_forward(
    const fledge_attention *attention, float *out, size_t out_stride, float *log_sums, float *scratch) {
    fledge_attention_forward_by(&emulated, attention, out, out_stride, log_sums, scratch);
    return emulated_complaints();
}

int emulated_attention_backward(
    const fledge_attention *attention, const float *out_gradient, size_t out_stride, const float *log_sums,
    float *query_gradient, float *key_gradient, float *value_gradient, size_t gradient_stride,
    float *distance_gradients, float *scratch) {
    fledge_attention_backward_by(
        &emulated, attention, out_gradient, out_stride, log_sums, query_gradient, key_gradient, value_gradient,
        gradient_stride, distance_gradients, scratch);
    return emulated_complaints();
}
