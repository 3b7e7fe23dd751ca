#ifndef FLEDGE_BUILD_INFORMATION_H
#define FLEDGE_BUILD_INFORMATION_H

/// The commit that a package was built from and its date, such as "1a2b3c4d5e 2026-12-01"; empty in other builds.
const char *fledge_build_commit(void);

#endif
