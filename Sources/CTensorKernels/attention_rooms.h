#ifndef FLEDGE_ATTENTION_ROOMS_H
#define FLEDGE_ATTENTION_ROOMS_H

#include "attention_vector.h"

// Queries are processed in blocks, and all matrices of queries by keys exist for one block only.
enum { BLOCK = 64 };

// The scratch memory of a pass: rows of heads are padded to whole vectors, and their number to whole tiles.
typedef struct {
    // For the queries of a block.
    float *queries, *query_pairs, *query_columns, *slopes, *slope_pairs, *slope_columns, *results, *spare;
    // For all keys and the queries of a block.
    float *probabilities, *probability_pairs, *gradients, *gradient_pairs, *weight_rows;
    // For all keys.
    float *keys, *key_rows, *summed_keys, *values, *value_rows, *key_sums, *value_sums;
    // For all distances between keys and queries.
    float *reversed_bias, *distance_sums;
    float *end;
} attention_rooms;

// Computes the locations. The address of the scratch memory is an integer here, so that it can be 0 to find the end.
BODY attention_rooms rooms_at(uintptr_t scratch, size_t length, size_t head_size) {
    attention_rooms rooms;
    const size_t padded = whole_vectors(head_size), rows = whole_vectors(length);
    uintptr_t next = scratch;
#define ROOM(NAME, COUNT) rooms.NAME = (float *)next, next += whole_vectors(COUNT) * sizeof(float)
    ROOM(queries, BLOCK * padded);
    ROOM(query_pairs, BLOCK * padded);
    ROOM(query_columns, BLOCK * padded);
    ROOM(slopes, BLOCK * padded);
    ROOM(slope_pairs, BLOCK * padded);
    ROOM(slope_columns, BLOCK * padded);
    ROOM(results, BLOCK * padded);
    ROOM(spare, BLOCK * padded);
    ROOM(probabilities, rows * BLOCK);
    ROOM(probability_pairs, rows * BLOCK);
    ROOM(gradients, rows * BLOCK);
    ROOM(gradient_pairs, rows * BLOCK);
    ROOM(weight_rows, rows * BLOCK);
    ROOM(keys, rows * padded);
    ROOM(key_rows, rows * padded);
    ROOM(summed_keys, rows * padded);
    ROOM(values, rows * padded);
    ROOM(value_rows, rows * padded);
    ROOM(key_sums, rows * padded);
    ROOM(value_sums, rows * padded);
    ROOM(reversed_bias, 2 * length + BLOCK);
    ROOM(distance_sums, 2 * length + BLOCK);
    ROOM(end, 0);
#undef ROOM
    return rooms;
}

#endif
