// SPDX-License-Identifier: Apache-2.0
// Reads the environment, and turns the clock.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "faults.h"

// Until the control file is mapped, and where there is none: no faults.
static struct control calm = {.room = -1};
struct control *control = &calm;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
void faults_lock(void) { pthread_mutex_lock(&lock); }
void faults_unlock(void) { pthread_mutex_unlock(&lock); }

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("FAULTS_CONTROL");
    if (path) {
        int descriptor = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
        void *mapped = (void *)syscall(
            SYS_mmap, NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
        // A test without its faults would pass for the wrong reason.
        if (descriptor < 0 || mapped == MAP_FAILED) abort();
        syscall(SYS_close, descriptor);
        control = mapped;
    }
    const char *journal = getenv("FAULTS_JOURNAL");
    if (journal) journal_start(journal);
    const char *root = getenv("FAULTS_DIRECTORY");
    if (root) tracking_start(root, getenv("FAULTS_READS"));
    // What it starts is not under test.
    unsetenv("LD_PRELOAD");
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int code = (int)syscall(SYS_clock_gettime, clock, time);
    if (code != 0 || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return code;
    int64_t nanoseconds = time->tv_nsec + control->clock % 1000000 * 1000;
    time->tv_sec += control->clock / 1000000;
    if (nanoseconds < 0) time->tv_sec -= 1, nanoseconds += 1000000000;
    if (nanoseconds >= 1000000000) time->tv_sec += 1, nanoseconds -= 1000000000;
    time->tv_nsec = nanoseconds;
    return 0;
}

int gettimeofday(struct timeval *time, void *zone) {
    (void)zone;
    struct timespec now;
    int code = clock_gettime(CLOCK_REALTIME, &now);
    *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    return code;
}

time_t time(time_t *place) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (place) *place = now.tv_sec;
    return now.tv_sec;
}
