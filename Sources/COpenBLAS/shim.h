// Debian's alternatives may let <cblas.h> be another library's; OpenBLAS keeps its own in a folder per flavour.
#if __has_include(<openblas-pthread/cblas.h>)
#include <openblas-pthread/cblas.h>
#elif __has_include(<openblas-openmp/cblas.h>)
#include <openblas-openmp/cblas.h>
#elif __has_include(<openblas-serial/cblas.h>)
#include <openblas-serial/cblas.h>
#else
#include <cblas.h>
#endif
