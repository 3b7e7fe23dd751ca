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
    fledge_team_body body;
    void *context;
    _Alignas(64) _Atomic uint32_t generation;  // a region starts when it grows
    _Atomic uint32_t sleeping_workers;
    _Alignas(64) _Atomic uint32_t remaining;   // workers still in the region
    _Atomic uint32_t caller_sleeps;
    _Atomic int stopping;
};

typedef struct { fledge_team *team; int index; } worker_start;

static void wait_for_change(fledge_team *team, uint32_t seen) {
    for (int spin = 0; spin < SPINS; spin++) {
        if (atomic_load_explicit(&team->generation, memory_order_acquire) != seen) return;
        RELAX();
    }
    atomic_fetch_add(&team->sleeping_workers, 1);
    while (atomic_load(&team->generation) == seen) wait_while(&team->generation, seen);
    atomic_fetch_sub(&team->sleeping_workers, 1);
}

static void *work(void *argument) {
    worker_start start = *(worker_start *)argument;
    free(argument);
    fledge_team *team = start.team;
    uint32_t seen = 0;
    for (;;) {
        wait_for_change(team, seen);
        seen++;
        if (atomic_load(&team->stopping)) return NULL;
        team->body(team->context, start.index);
        if (atomic_fetch_sub(&team->remaining, 1) == 1 && atomic_load(&team->caller_sleeps)) wake_all(&team->remaining);
    }
}

static void start_region(fledge_team *team) {
    atomic_fetch_add(&team->generation, 1);
    if (atomic_load(&team->sleeping_workers)) wake_all(&team->generation);
}

void fledge_team_run(fledge_team *team, fledge_team_body body, void *context) {
    team->body = body;
    team->context = context;
    atomic_store(&team->remaining, (uint32_t)(team->threads - 1));
    if (team->threads > 1) start_region(team);
    body(context, 0);
    for (int spin = 0; spin < SPINS; spin++) {
        if (atomic_load_explicit(&team->remaining, memory_order_acquire) == 0) return;
        RELAX();
    }
    atomic_store(&team->caller_sleeps, 1);
    for (uint32_t left; (left = atomic_load(&team->remaining)) != 0;) wait_while(&team->remaining, left);
    atomic_store(&team->caller_sleeps, 0);
}

fledge_team *fledge_team_create(int threads) {
    fledge_team *team = NULL;
    if (posix_memalign((void **)&team, 64, sizeof *team)) return NULL;
    *team = (fledge_team){.threads = 1};
    team->workers = calloc((size_t)threads, sizeof(pthread_t));
    for (int index = 1; index < threads; index++) {
        worker_start *start = malloc(sizeof *start);
        if (start) *start = (worker_start){team, index};
        if (!start || !team->workers || pthread_create(&team->workers[index], NULL, work, start)) {
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
    free(team->workers);
    free(team);
}
