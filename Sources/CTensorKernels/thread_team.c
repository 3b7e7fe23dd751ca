#define _GNU_SOURCE
#include "CTensorKernels.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
static void wait_while(_Atomic uint32_t *word, uint32_t value) {
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}
static void wake_all(_Atomic uint32_t *word) { syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 0x7fffffff, NULL, NULL, 0); }
#else
static void wait_while(_Atomic uint32_t *word, uint32_t value) {
    if (atomic_load(word) == value) sched_yield();
}
static void wake_all(_Atomic uint32_t *word) { (void)word; }
#endif

#if defined(__x86_64__)
#define RELAX() __builtin_ia32_pause()
#else
#define RELAX() ((void)0)
#endif

// Both sides spin for a bounded time, since the other may have lost its processor, and then sleep.
enum { SPINS = 4000 };

struct fledge_team {
    int threads;
    pthread_t *workers;
    pthread_mutex_t callers;  // held during a region
    // For each share of the work, the last region in which it was taken; share i is meant for thread i.
    _Atomic uint32_t *taken;
    fledge_team_body body;
    void *context;
    _Alignas(64) _Atomic uint32_t generation;  // a region starts when this is incremented
    _Atomic uint32_t sleeping_workers;
    _Alignas(64) _Atomic uint32_t remaining;   // unfinished shares, not counting the caller's own
    _Atomic uint32_t caller_sleeps;
    _Atomic int stopping;
};

typedef struct { fledge_team *team; int index; } worker_start;

// Waits for the region after the one given, or a later one, and returns its number.
static uint32_t next_region(fledge_team *team, uint32_t seen) {
    uint32_t region;
    for (int spin = 0; spin < SPINS; spin++) {
        region = atomic_load_explicit(&team->generation, memory_order_acquire);
        if (region != seen) return region;
        RELAX();
    }
    atomic_fetch_add(&team->sleeping_workers, 1);
    while ((region = atomic_load(&team->generation)) == seen) wait_while(&team->generation, seen);
    atomic_fetch_sub(&team->sleeping_workers, 1);
    return region;
}

// Takes a share of a region if it is still available. Every share is taken once in every region.
static int take(fledge_team *team, int share, uint32_t region) {
    uint32_t before = region - 1;
    return atomic_compare_exchange_strong(&team->taken[share], &before, region);
}

static void *work(void *argument) {
    worker_start start = *(worker_start *)argument;
    free(argument);
    fledge_team *team = start.team;
    uint32_t region = 0;
    for (;;) {
        region = next_region(team, region);
        if (atomic_load(&team->stopping)) return NULL;
        // If this thread came too late, the caller has done its share, and the region may be over.
        if (!take(team, start.index, region)) continue;
        team->body(team->context, start.index);
        if (atomic_fetch_sub(&team->remaining, 1) == 1 && atomic_load(&team->caller_sleeps)) wake_all(&team->remaining);
    }
}

static uint32_t start_region(fledge_team *team) {
    uint32_t region = atomic_fetch_add(&team->generation, 1) + 1;
    if (atomic_load(&team->sleeping_workers)) wake_all(&team->generation);
    return region;
}

static void run(fledge_team *team, fledge_team_body body, void *context) {
    team->body = body;
    team->context = context;
    atomic_store(&team->remaining, (uint32_t)(team->threads - 1));
    uint32_t region = team->threads > 1 ? start_region(team) : 0;
    body(context, 0);
    // Threads that have not started by now may have lost their processors to other programs and are not waited for.
    for (int share = 1; share < team->threads; share++) {
        if (!take(team, share, region)) continue;
        body(context, share);
        atomic_fetch_sub(&team->remaining, 1);
    }
    for (int spin = 0; spin < SPINS; spin++) {
        if (atomic_load_explicit(&team->remaining, memory_order_acquire) == 0) return;
        RELAX();
    }
    atomic_store(&team->caller_sleeps, 1);
    for (uint32_t left; (left = atomic_load(&team->remaining)) != 0;) wait_while(&team->remaining, left);
    atomic_store(&team->caller_sleeps, 0);
}

void fledge_team_run(fledge_team *team, fledge_team_body body, void *context) {
    pthread_mutex_lock(&team->callers);
    run(team, body, context);
    pthread_mutex_unlock(&team->callers);
}

fledge_team *fledge_team_create(int threads) {
    fledge_team *team = NULL;
    if (posix_memalign((void **)&team, 64, sizeof *team)) return NULL;
    *team = (fledge_team){.threads = 1, .callers = PTHREAD_MUTEX_INITIALIZER};
    team->workers = calloc((size_t)threads, sizeof(pthread_t));
    team->taken = calloc((size_t)threads, sizeof *team->taken);
    for (int index = 1; index < threads; index++) {
        worker_start *start = malloc(sizeof *start);
        if (start) *start = (worker_start){team, index};
        if (!start || !team->workers || !team->taken || pthread_create(&team->workers[index], NULL, work, start)) {
            free(start);
            fledge_team_destroy(team);
            return NULL;
        }
        team->threads = index + 1;
    }
    return team;
}

void fledge_team_destroy(fledge_team *team) {
    atomic_store(&team->stopping, 1);
    start_region(team);
    for (int index = 1; index < team->threads; index++) pthread_join(team->workers[index], NULL);
    pthread_mutex_destroy(&team->callers);
    free(team->workers);
    free((void *)team->taken);
    free(team);
}
