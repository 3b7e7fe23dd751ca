#include <string.h>

#include "attention_bias.h"
#include "attention_dropout.h"
#include "attention_operands.h"

// Turns the scores of 16 queries back into probabilities.
BODY void restore_probabilities(float *scores, size_t width, size_t length, const float *log_sums) {
    vector log_sum = load(log_sums);
    for (size_t j = 0; j < length; j++) store(scores + j * width, exponentials(load(scores + j * width) - log_sum));
}

// A term of the sum in softmax_backward. Dropped probabilities have a negative sign.
BODY vector weighted_gradient(const float *probability, const float *gradient, const int drops) {
    vector weight = load(probability);
    if (drops) weight = (integers)weight < 0 ? (vector)0.0f : weight;
    return weight * load(gradient);
}

// Turns gradients with respect to the weights of the values of 16 queries into gradients with respect to their scores,
// times `scale`. If dropout is applied, turns probabilities into those weights: kept ones are multiplied by `factor`.
BODY void softmax_backward(
    float *probabilities, float *gradients, size_t width, size_t length, const int drops, float factor, float scale) {
    FUSED_PRODUCTS
    vector sum = (vector)0.0f;
    size_t j = 0;
    for (; j + 4 <= length; j += 4) {
        const float *p = probabilities + j * width, *g = gradients + j * width;
        vector first = weighted_gradient(p, g, drops) + weighted_gradient(p + width, g + width, drops);
        p += 2 * width;
        g += 2 * width;
        sum += first + (weighted_gradient(p, g, drops) + weighted_gradient(p + width, g + width, drops));
    }
    for (; j < length; j++) sum += weighted_gradient(probabilities + j * width, gradients + j * width, drops);
    if (drops) sum *= factor;
    for (j = 0; j < length; j++) {
        vector probability = load(probabilities + j * width), gradient = load(gradients + j * width);
        if (drops) {
            integers is_dropped = (integers)probability < 0;
            probability = (vector)((words)probability & ~SIGN);
            gradient = is_dropped ? (vector)0.0f : factor * gradient;
            store(probabilities + j * width, is_dropped ? (vector)0.0f : factor * probability);
        }
        store(gradients + j * width, scale * probability * (gradient - sum));
    }
}

// Turns the scores of a block into the weights of the values, and gradients with respect to these into gradients with
// respect to the dot products of queries and keys.
BODY void weigh_block_backward(
    const fledge_attention *attention, const attention_rooms *rooms, size_t width, size_t first, const float *log_sums,
    int sums_distances) {
    const size_t length = attention->length;
    const float probability = attention->dropout_probability, scale = sums_distances ? 1 : attention->scale;
    for (size_t c = 0; c < width; c += LANES) {
        float *probabilities = rooms->probabilities + c, *gradients = rooms->gradients + c;
        if (attention->bias) add_bias(probabilities, width, length, rooms->reversed_bias + first + c);
        restore_probabilities(probabilities, width, length, log_sums + c);
        if (probability > 0) {
            drop_probabilities(attention, probabilities, width, first + c, DROPPED_BECOME_NEGATIVE);
            softmax_backward(probabilities, gradients, width, length, 1, 1.0f / (1.0f - probability), scale);
        } else {
            softmax_backward(probabilities, gradients, width, length, 0, 1, scale);
        }
        if (sums_distances) {
            float *sums = rooms->distance_sums + BLOCK + length - LANES - first - c;
            add_by_distance(gradients, width, length, attention->scale, sums);
        }
    }
}

BODY void fledge_attention_backward_by_body(
    const attention_arithmetic *arithmetic, const fledge_attention *attention, const float *out_gradient,
    size_t out_stride, const float *log_sums, float *query_gradient, float *key_gradient, float *value_gradient,
    size_t gradient_stride, float *distance_gradients, float *scratch) {
    const attention_kind kind = arithmetic->kind;
    const size_t length = attention->length, size = attention->head_size, padded = whole_vectors(size);
    const attention_rooms rooms = rooms_at((uintptr_t)scratch, length, size);
    attention_operand keys = {attention->key, attention->stride}, values = {attention->value, attention->stride};
    if (size != padded || (kind == ATTENTION_OF_NUMBERS && length > BLOCK)) {
        keys = packed(keys, length, size, rooms.key_rows);
        values = packed(values, length, size, rooms.value_rows);
    }
    attention_operand summed_keys = summed_operand(arithmetic, keys, length, padded, rooms.summed_keys, rooms.key_sums);
    keys = left_operand(arithmetic, keys, length, padded, rooms.keys);
    values = left_operand(arithmetic, values, length, padded, rooms.values);
    // The sums of a single block need no separate memory.
    const int sums_in_place = size == padded && length <= BLOCK && kind != ATTENTION_OF_TILES;
    float *key_sums = sums_in_place ? key_gradient : rooms.key_sums;
    float *value_sums = sums_in_place ? value_gradient : rooms.value_sums;
    const size_t sums_stride = sums_in_place ? gradient_stride : padded;
    if (attention->bias) reverse_bias(attention->bias, length, rooms.reversed_bias);
    if (distance_gradients) memset(rooms.distance_sums, 0, (2 * length + BLOCK) * sizeof(float));
    if (arithmetic->start) arithmetic->start();
    for (size_t first = 0; first < length; first += BLOCK) {
        const size_t count = length - first < BLOCK ? length - first : BLOCK, width = width_of(kind, count);
        attention_operand queries = {attention->query + first * attention->stride, attention->stride};
        attention_operand slopes = {out_gradient + first * out_stride, out_stride};
        if (size != padded) {
            queries = packed(queries, count, size, rooms.queries);
            slopes = packed(slopes, count, size, rooms.slopes);
        }
        attention_product product = {
            .left = keys,
            .right = column_operand(
                arithmetic, queries, count, padded, attention->scale, rooms.query_columns, rooms.spare, width),
            .result = rooms.probabilities, .result_stride = width, .rows = length, .columns = width,
            .depth = depth_of(kind, size)};
        arithmetic->multiply(&product);
        product.left = values;
        product.right = column_operand(arithmetic, slopes, count, padded, 1, rooms.slope_columns, rooms.spare, width);
        product.result = rooms.gradients;
        arithmetic->multiply(&product);

        // Columns beyond the last query become zeros, whatever their biases.
        float sums[BLOCK];
        for (size_t i = 0; i < width; i++) sums[i] = i < count ? log_sums[first + i] : __builtin_inff();
        weigh_block_backward(attention, &rooms, width, first, sums, distance_gradients != NULL);
        const attention_operand weights = {rooms.probabilities, width}, gradients = {rooms.gradients, width};
        product = (attention_product){
            .left = left_operand(arithmetic, weights, length, width, rooms.probability_pairs),
            .right = right_operand(arithmetic, slopes, count, padded, rooms.slope_pairs),
            .result = value_sums, .result_stride = sums_stride, .rows = length, .columns = padded,
            .depth = depth_of(kind, count), .accumulates = first > 0};
        arithmetic->multiply(&product);
        product.left = left_operand(arithmetic, gradients, length, width, rooms.gradient_pairs);
        product.right = right_operand(arithmetic, queries, count, padded, rooms.query_pairs);
        product.result = key_sums;
        arithmetic->multiply(&product);
        float *target = query_gradient + first * gradient_stride;
        const int is_whole = size == padded;
        attention_operand results = sum_over_keys(
            arithmetic, gradients, summed_keys, length, count, padded, is_whole ? target : rooms.results,
            is_whole ? gradient_stride : padded, &rooms);
        if (results.start != target) unpack(results, count, size, NULL, target, gradient_stride);
    }
    if (arithmetic->finish) arithmetic->finish();
    if (!sums_in_place) {
        unpack((attention_operand){key_sums, padded}, length, size, NULL, key_gradient, gradient_stride);
        unpack((attention_operand){value_sums, padded}, length, size, NULL, value_gradient, gradient_stride);
    }
    if (distance_gradients)
        memcpy(distance_gradients, rooms.distance_sums + BLOCK, (2 * length - 1) * sizeof(float));
}
LEVELS(void, fledge_attention_backward_by,
    (const attention_arithmetic *arithmetic, const fledge_attention *attention, const float *out_gradient,
        size_t out_stride, const float *log_sums, float *query_gradient, float *key_gradient, float *value_gradient,
        size_t gradient_stride, float *distance_gradients, float *scratch),
    (arithmetic, attention, out_gradient, out_stride, log_sums, query_gradient, key_gradient, value_gradient,
        gradient_stride, distance_gradients, scratch))

void fledge_attention_backward(
    const fledge_attention *attention, const float *out_gradient, size_t out_stride, const float *log_sums,
    float *query_gradient, float *key_gradient, float *value_gradient, size_t gradient_stride,
    float *distance_gradients, float *scratch) {
    if (!attention->length) return;
    fledge_attention_backward_by(
        fledge_attention_arithmetic(attention), attention, out_gradient, out_stride, log_sums, query_gradient,
        key_gradient, value_gradient, gradient_stride, distance_gradients, scratch);
}
