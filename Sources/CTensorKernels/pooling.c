#include <math.h>
#include <string.h>

#include "levels.h"

BODY void fledge_mean_rows_body(const float *x, float *out, size_t rows, size_t columns) {
    memset(out, 0, columns * sizeof(float));
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) out[c] += x[r * columns + c];
    float factor = 1.0f / (float)rows;
    for (size_t c = 0; c < columns; c++) out[c] *= factor;
}
LEVELS(void, fledge_mean_rows, (const float *x, float *out, size_t rows, size_t columns), (x, out, rows, columns))

BODY void fledge_maximum_rows_body(const float *x, float *out, size_t rows, size_t columns) {
    memcpy(out, x, columns * sizeof(float));
    for (size_t r = 1; r < rows; r++) {
        const float *row = x + r * columns;
        for (size_t c = 0; c < columns; c++) out[c] = row[c] > out[c] ? row[c] : out[c];
    }
}
LEVELS(void, fledge_maximum_rows, (const float *x, float *out, size_t rows, size_t columns), (x, out, rows, columns))

void fledge_normalize(float *x, size_t count, float epsilon) {
    float length = (float)sqrt(fledge_sum_of_squares(x, count));
    fledge_scale(x, 1.0f / (length > epsilon ? length : epsilon), count);
}
