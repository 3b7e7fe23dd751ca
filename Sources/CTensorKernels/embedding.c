#include "levels.h"

BODY void fledge_embedding_gather_body(
    const float *word, const float *position, const float *type, const int32_t *ids, const int32_t *positions,
    const int32_t *types, float *out, size_t rows, size_t columns) {
    for (size_t r = 0; r < rows; r++) {
        const float *a = word + (size_t)ids[r] * columns;
        const float *b = position + (size_t)positions[r] * columns;
        float *result = out + r * columns;
        if (type) {
            const float *c = type + (size_t)types[r] * columns;
            for (size_t i = 0; i < columns; i++) result[i] = a[i] + c[i] + b[i];
        } else {
            for (size_t i = 0; i < columns; i++) result[i] = a[i] + b[i];
        }
    }
}
LEVELS(void, fledge_embedding_gather,
    (const float *word, const float *position, const float *type, const int32_t *ids, const int32_t *positions,
        const int32_t *types, float *out, size_t rows, size_t columns),
    (word, position, type, ids, positions, types, out, rows, columns))

BODY void fledge_embedding_scatter_add_body(
    const float *gradient, const int32_t *indices, float *table_gradient, size_t rows, size_t columns, size_t first,
    size_t last) {
    for (size_t r = 0; r < rows; r++) {
        const float *slope = gradient + r * columns;
        float *entry = table_gradient + (size_t)indices[r] * columns;
        for (size_t c = first; c < last; c++) entry[c] += slope[c];
    }
}
LEVELS(void, fledge_embedding_scatter_add,
    (const float *gradient, const int32_t *indices, float *table_gradient, size_t rows, size_t columns, size_t first,
        size_t last),
    (gradient, indices, table_gradient, rows, columns, first, last))
