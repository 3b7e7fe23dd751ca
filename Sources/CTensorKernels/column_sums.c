#include "levels.h"

BODY void fledge_column_sums_add_body(
    const float *matrix, float *sums, size_t rows, size_t columns, size_t first, size_t last) {
    for (size_t r = 0; r < rows; r++) {
        const float *row = matrix + r * columns;
        for (size_t c = first; c < last; c++) sums[c] += row[c];
    }
}
LEVELS(void, fledge_column_sums_add,
    (const float *matrix, float *sums, size_t rows, size_t columns, size_t first, size_t last),
    (matrix, sums, rows, columns, first, last))
