// Attention's matrix multiplications in patches of the result whose sums stay in registers, for files that include
// attention_product.h and attention_vector.h and define
//     PATCH_BODY                                    the declaration specifiers of the functions
//     PATCH_ELEMENT                                 the type of an element of the operands
//     PATCH_MULTIPLY_ADD(SUMS, ELEMENT, ELEMENTS)   adds an element times sixteen elements to sixteen sums
//
// The matrices are small: nothing is packed here, and the left operand is read in place, element by element.

enum { MOST_PATCH_ROWS = 16, MOST_PATCH_VECTORS = 2 };
#define UNROLL _Pragma("clang loop unroll(full)")

// One patch. `rows`, `vectors` and `transposed` are constants wherever this is inlined.
PATCH_BODY void multiply_patch(
    const attention_product *product, size_t row, size_t column, const int rows, const int vectors,
    const int transposed) {
    FUSED_PRODUCTS
    const size_t left_stride = product->left.stride, right_stride = product->right.stride;
    const size_t result_stride = product->result_stride;
    const PATCH_ELEMENT *left = (const PATCH_ELEMENT *)product->left.start + (transposed ? row : row * left_stride);
    const float *right = (const float *)product->right.start + column;
    float *result = product->result + row * result_stride + column;
    vector sums[MOST_PATCH_ROWS][MOST_PATCH_VECTORS], elements[MOST_PATCH_VECTORS];
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int v = 0; v < vectors; v++) {
            if (product->accumulates) sums[r][v] = *(const loose_vector *)(result + r * result_stride + v * LANES);
            else sums[r][v] = (vector)0.0f;
        }
    }
    for (size_t k = 0; k < product->depth; k++) {
        const float *row_of_right = right + k * right_stride;
        UNROLL for (int v = 0; v < vectors; v++) elements[v] = *(const loose_vector *)(row_of_right + v * LANES);
        UNROLL for (int r = 0; r < rows; r++) {
            PATCH_ELEMENT element = transposed ? left[k * left_stride + r] : left[r * left_stride + k];
            UNROLL for (int v = 0; v < vectors; v++) PATCH_MULTIPLY_ADD(sums[r][v], element, elements[v]);
        }
    }
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int v = 0; v < vectors; v++) *(loose_vector *)(result + r * result_stride + v * LANES) = sums[r][v];
    }
}

// Rows are split as evenly as possible into patches of at most `most_rows`.
PATCH_BODY void multiply_columns(
    const attention_product *product, size_t column, const int most_rows, const int vectors, const int transposed) {
    size_t patches = (product->rows + (size_t)most_rows - 1) / (size_t)most_rows;
    for (size_t patch = 0; patch < patches; patch++) {
        size_t row = product->rows * patch / patches, end = product->rows * (patch + 1) / patches;
        switch (end - row) {
#define CASE(ROWS)                                                                                  \
        case ROWS:                                                                                  \
            if (ROWS <= most_rows) multiply_patch(product, row, column, ROWS, vectors, transposed); \
            break;
            CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8)
            CASE(9) CASE(10) CASE(11) CASE(12) CASE(13) CASE(14) CASE(15) CASE(16)
#undef CASE
        }
    }
}

// narrow_rows, wide_rows: the number of rows of one and of two vectors that the registers can hold; 0 for none.
PATCH_BODY void multiply_in_patches(
    const attention_product *product, const int narrow_rows, const int wide_rows, const int transposed) {
    size_t column = 0;
    if (wide_rows) {
        for (; column + 2 * LANES <= product->columns; column += 2 * LANES)
            multiply_columns(product, column, wide_rows, 2, transposed);
    }
    for (; column < product->columns; column += LANES) multiply_columns(product, column, narrow_rows, 1, transposed);
}

#define MULTIPLY_IN_PATCHES(NAME, TARGET, NARROW_ROWS, WIDE_ROWS)                                 \
    TARGET static void NAME(const attention_product *product) {                                   \
        if (product->left_is_transposed) multiply_in_patches(product, NARROW_ROWS, WIDE_ROWS, 1); \
        else multiply_in_patches(product, NARROW_ROWS, WIDE_ROWS, 0);                             \
    }
