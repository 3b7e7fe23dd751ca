#include "attention_bias.h"
#include "attention_dropout.h"
#include "attention_operands.h"

size_t fledge_attention_scratch(size_t length, size_t head_size) {
    return (uintptr_t)rooms_at(0, length, head_size).end / sizeof(float);
}

// Replaces a score by the exponential of its difference from the maximum.
BODY vector replace_by_power(float *score, vector greatest) {
    vector power = exponentials(load(score) - greatest);
    store(score, power);
    return power;
}

// Replaces the scores of 16 queries by the exponentials of their differences from each query's maximum. The sums of
// exponentials are computed four keys at a time.
BODY void softmax(float *scores, size_t width, size_t length, vector *log_sums, vector *reciprocals) {
    size_t j = 0;
    vector greatest = load(scores), sum = (vector)0.0f;
    for (; j + 4 <= length; j += 4) {
        const float *row = scores + j * width;
        vector first = greater(load(row), load(row + width));
        vector second = greater(load(row + 2 * width), load(row + 3 * width));
        greatest = greater(greater(first, second), greatest);
    }
    for (; j < length; j++) greatest = greater(load(scores + j * width), greatest);
    for (j = 0; j + 4 <= length; j += 4) {
        float *row = scores + j * width;
        vector first = replace_by_power(row, greatest) + replace_by_power(row + width, greatest);
        vector second = replace_by_power(row + 2 * width, greatest) + replace_by_power(row + 3 * width, greatest);
        sum += first + second;
    }
    for (; j < length; j++) sum += replace_by_power(scores + j * width, greatest);
    *log_sums = greatest + logarithms(sum);
    *reciprocals = 1.0f / sum;
}

// Turns the scores of a block into probabilities, except for factors by which the results must still be multiplied.
BODY void weigh_block(
    const fledge_attention *attention, float *scores, size_t width, size_t first, const float *reversed_bias,
    float *log_sums, float *factors) {
    const size_t length = attention->length;
    for (size_t c = 0; c < width; c += LANES) {
        vector sums, reciprocals;
        if (attention->bias) add_bias(scores + c, width, length, reversed_bias + first + c);
        softmax(scores + c, width, length, &sums, &reciprocals);
        if (attention->dropout_probability > 0) {
            drop_probabilities(attention, scores + c, width, first + c, DROPPED_BECOME_ZERO);
            reciprocals *= 1.0f / (1.0f - attention->dropout_probability);
        }
        store(log_sums + c, sums);
        store(factors + c, reciprocals);
    }
}

BODY void fledge_attention_forward_by_body(
    const attention_arithmetic *arithmetic, const fledge_attention *attention, float *out, size_t out_stride,
    float *log_sums, float *scratch) {
    const attention_kind kind = arithmetic->kind;
    const size_t length = attention->length, size = attention->head_size, padded = whole_vectors(size);
    const attention_rooms rooms = rooms_at((uintptr_t)scratch, length, size);
    attention_operand keys = {attention->key, attention->stride}, values = {attention->value, attention->stride};
    if (size != padded || (kind == ATTENTION_OF_NUMBERS && length > BLOCK)) {
        keys = packed(keys, length, size, rooms.key_rows);
        values = packed(values, length, size, rooms.value_rows);
    }
    keys = left_operand(arithmetic, keys, length, padded, rooms.keys);
    values = summed_operand(arithmetic, values, length, padded, rooms.values, rooms.value_sums);
    if (attention->bias) reverse_bias(attention->bias, length, rooms.reversed_bias);
    if (arithmetic->start) arithmetic->start();
    for (size_t first = 0; first < length; first += BLOCK) {
        const size_t count = length - first < BLOCK ? length - first : BLOCK, width = width_of(kind, count);
        attention_operand queries = {attention->query + first * attention->stride, attention->stride};
        if (size != padded) queries = packed(queries, count, size, rooms.queries);
        attention_product product = {
            .left = keys,
            .right = column_operand(
                arithmetic, queries, count, padded, attention->scale, rooms.query_columns, rooms.spare, width),
            .result = rooms.probabilities, .result_stride = width, .rows = length, .columns = width,
            .depth = depth_of(kind, size)};
        arithmetic->multiply(&product);
        float sums[BLOCK], factors[BLOCK];
        weigh_block(attention, rooms.probabilities, width, first, rooms.reversed_bias, sums, factors);
        for (size_t i = 0; i < count; i++) log_sums[first + i] = sums[i];
        attention_operand results = sum_over_keys(
            arithmetic, (attention_operand){rooms.probabilities, width}, values, length, count, padded, rooms.results,
            padded, &rooms);
        unpack(results, count, size, factors, out + first * out_stride, out_stride);
    }
    if (arithmetic->finish) arithmetic->finish();
}
LEVELS(void, fledge_attention_forward_by,
    (const attention_arithmetic *arithmetic, const fledge_attention *attention, float *out, size_t out_stride,
        float *log_sums, float *scratch),
    (arithmetic, attention, out, out_stride, log_sums, scratch))

void fledge_attention_forward(
    const fledge_attention *attention, float *out, size_t out_stride, float *log_sums, float *scratch) {
    if (!attention->length) return;
    fledge_attention_forward_by(
        fledge_attention_arithmetic(attention), attention, out, out_stride, log_sums, scratch);
}
