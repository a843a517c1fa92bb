// SPDX-License-Identifier: Apache-2.0
// Landlock, by its system calls, since the header of the C library knows its first versions only.
// Source: Linux, Documentation/userspace-api/landlock.rst, up to ABI 7.
#define _GNU_SOURCE
#include "include/CWorker.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { EXECUTE = 1 << 0, WRITE_FILE = 1 << 1, READ_FILE = 1 << 2, READ_DIR = 1 << 3, REMOVE_DIR = 1 << 4, REMOVE_FILE = 1 << 5,
       MAKE_DIR = 1 << 7, MAKE_REG = 1 << 8, TRUNCATE = 1 << 14 };

struct ruleset { uint64_t files, network, scoped; };
struct beneath { uint64_t allowed; int32_t parent; } __attribute__((packed));

static int version(void) {
    long found = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);
    return found < 0 ? -errno : (int)found;
}

// All rights that this version knows: 13 in the first one, and one more in each of 2, 3 and 5.
static uint64_t all_rights(int version) {
    int bits = 13 + (version >= 2) + (version >= 3) + (version >= 5);
    return (UINT64_C(1) << bits) - 1;
}

int worker_fence_begin(int connects) {
    int known = version();
    if (known < 0) return known;
    struct ruleset rules = {.files = all_rights(known)};
    // Binding and connecting of TCP; signals to others, and abstract Unix sockets of others.
    if (!connects) rules.network = 3;
    rules.scoped = 3;
    size_t size = known >= 6 ? 24 : known >= 4 ? 16 : 8;
    long fence = syscall(SYS_landlock_create_ruleset, &rules, size, 0);
    return fence < 0 ? -errno : (int)fence;
}

int worker_fence_allow(int fence, const char *path, int writes) {
    int place = open(path, O_PATH | O_CLOEXEC);
    if (place < 0) return errno == ENOENT ? 0 : -errno;
    struct stat status;
    int is_folder = fstat(place, &status) == 0 && S_ISDIR(status.st_mode);
    uint64_t wanted = READ_FILE | (writes ? WRITE_FILE | TRUNCATE : 0);
    if (is_folder) wanted |= READ_DIR | (writes ? MAKE_REG | MAKE_DIR | REMOVE_FILE | REMOVE_DIR : 0);
    struct beneath rule = {.allowed = wanted & all_rights(version()), .parent = place};
    long code = syscall(SYS_landlock_add_rule, fence, 1, &rule, 0);
    int error = code < 0 ? -errno : 0;
    close(place);
    return error;
}

int worker_fence_close(int fence) {
    long code = syscall(SYS_landlock_restrict_self, fence, 0);
    int error = code < 0 ? -errno : 0;
    close(fence);
    return error;
}

int worker_harden(int parent) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -errno;
    if (prctl(PR_SET_PDEATHSIG, 15, 0, 0, 0) < 0) return -errno;
    return getppid() == parent ? 0 : -ESRCH;
}

int worker_bound_memory(uint64_t bytes) {
    struct rlimit limit;
    // Large pictures go back to the system when they are freed, and threads share what they keep.
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_ARENA_MAX, 2);
    if (getrlimit(RLIMIT_DATA, &limit) < 0) return -errno;
    if (bytes < limit.rlim_max) limit.rlim_max = bytes;
    limit.rlim_cur = limit.rlim_max;
    return setrlimit(RLIMIT_DATA, &limit) < 0 ? -errno : 0;
}
