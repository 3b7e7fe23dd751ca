#include "build_information.h"

// scripts/package writes the file with FLEDGE_COMMIT. It is compiled here alone, so a new commit rebuilds nothing else.
#if __has_include("commit.h")
#include "commit.h"
#else
#define FLEDGE_COMMIT ""
#endif

const char *fledge_build_commit(void) { return FLEDGE_COMMIT; }
