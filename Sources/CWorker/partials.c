// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "include/CWorker.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { PARTIALS_MOST = 8 };

enum { FREE, MAKING, MADE, RELEASED };

static struct {
    _Atomic int state;
    int folder;
    char name[NAME_MAX + 1];
    // Which file it is: another one may have got its name.
    dev_t device;
    ino_t inode;
} partials[PARTIALS_MOST];

// Set once a signal is ending the process: nothing more is made then.
static _Atomic int ending;

static int claim(int folder, const char *name) {
    if (strlen(name) > NAME_MAX) return -ENAMETOOLONG;
    for (int i = 0; i < PARTIALS_MOST; i++) {
        int expected = FREE;
        if (!atomic_compare_exchange_strong(&partials[i].state, &expected, MAKING)) continue;
        partials[i].folder = folder;
        strcpy(partials[i].name, name);
        return i;
    }
    return -ENOSPC;
}

// -EBUSY where another process holds it. Where a file system has no locks, nobody does.
static int lock(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK ? -EBUSY : 0; }

// Deletes what an earlier process left; -EBUSY where that still writes.
static int clear(int folder, const char *name) {
    int left = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    int code = left < 0 ? 0 : lock(left);
    if (code == 0) worker_delete(folder, name);
    if (left >= 0) close(left);
    return code;
}

// Which file is open: what is to be released, or deleted, later.
static int note(int number, int descriptor) {
    struct stat own;
    if (fstat(descriptor, &own) < 0) return -errno;
    partials[number].device = own.st_dev;
    partials[number].inode = own.st_ino;
    return 0;
}

static int make(int number, int folder, const char *name, int is_folder) {
    int code = clear(folder, name);
    if (code < 0) return code;
    if (is_folder && mkdirat(folder, name, 0700) < 0) return -errno;
    int flags = is_folder ? O_RDONLY | O_DIRECTORY : O_RDWR | O_CREAT | O_EXCL;
    int made = openat(folder, name, flags | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (made < 0) return -errno;
    code = lock(made);
    if (code == 0) code = note(number, made);
    if (code == 0) return made;
    close(made);
    return code;
}

static int is_at(int number, const char *name) {
    struct stat there;
    return fstatat(partials[number].folder, name, &there, AT_SYMLINK_NOFOLLOW) == 0
        && there.st_dev == partials[number].device && there.st_ino == partials[number].inode;
}

// Safe in a signal handler.
static void discard(int number) {
    if (is_at(number, partials[number].name)) worker_delete(partials[number].folder, partials[number].name);
}

int worker_partial_make(int folder, const char *name, int is_folder, int *descriptor) {
    // No signal between its making and its being known: the handler, on another thread, waits for that.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int number = claim(folder, name);
    if (number >= 0) {
        int made = make(number, folder, name, is_folder);
        atomic_store(&partials[number].state, made < 0 ? FREE : MADE);
        if (made >= 0 && atomic_load(&ending)) {
            discard(number);
            close(made);
            made = -EINTR;
        }
        *descriptor = made;
        if (made < 0) number = made;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return number;
}

int worker_partial_release(int number, const char *name) {
    if (number < 0 || number >= PARTIALS_MOST || atomic_load(&partials[number].state) != MADE) return -EINVAL;
    if (!is_at(number, partials[number].name)) return -ESTALE;
    int folder = partials[number].folder;
    if (renameat2(folder, partials[number].name, folder, name, RENAME_NOREPLACE) < 0) return -errno;
    atomic_store(&partials[number].state, RELEASED);
    int code = !is_at(number, name) ? -ESTALE : fsync(folder) < 0 ? -errno : 0;
    // Not what was verified, or perhaps not there after a power failure: nobody is to take it for an output.
    if (code < 0) worker_delete(folder, name);
    return code;
}

void worker_partial_forget(int number) {
    if (number < 0 || number >= PARTIALS_MOST) return;
    if (atomic_load(&partials[number].state) == MADE) discard(number);
    atomic_store(&partials[number].state, FREE);
}

// As the kernel writes it for getdents64(2), which is safe in a signal handler where readdir(3) is not.
struct entry {
    uint64_t inode;
    int64_t offset;
    unsigned short length;
    unsigned char kind;
    char name[];
};

static void empty(int folder) {
    char buffer[4096] __attribute__((aligned(8)));
    for (int round = 0; round < 1000000; round++) {
        long count = syscall(SYS_getdents64, folder, buffer, sizeof buffer);
        if (count <= 0) return;
        int deleted = 0;
        for (long at = 0; at < count;) {
            struct entry *entry = (struct entry *)(buffer + at);
            at += entry->length;
            if (!strcmp(entry->name, ".") || !strcmp(entry->name, "..")) continue;
            deleted |= unlinkat(folder, entry->name, 0) == 0;
        }
        if (deleted) lseek(folder, 0, SEEK_SET);
    }
}

void worker_delete(int folder, const char *name) {
    int before = errno;
    if (unlinkat(folder, name, 0) < 0 && (errno == EISDIR || errno == EPERM)) {
        int inside = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (inside >= 0) {
            empty(inside);
            close(inside);
        }
        unlinkat(folder, name, AT_REMOVEDIR);
    }
    errno = before;
}

static void pause_a_little(void) {
    struct timespec little = {.tv_nsec = 1000000};
    nanosleep(&little, NULL);
}

void worker_delete_partials(void) {
    for (int i = 0; i < PARTIALS_MOST; i++) {
        for (int round = 0; round < 500 && atomic_load(&partials[i].state) == MAKING; round++) pause_a_little();
        if (atomic_load(&partials[i].state) == MADE) discard(i);
    }
}

static int is_crash(int number) { return number != SIGTERM && number != SIGINT && number != SIGHUP && number != SIGXCPU; }

static void end(int number) {
    if (atomic_exchange(&ending, 1)) {
        // Another thread is about it; what has crashed meanwhile only waits for that.
        if (!is_crash(number)) return;
        for (int round = 0; round < 1000; round++) pause_a_little();
    } else {
        worker_delete_partials();
    }
    signal(number, SIG_DFL);
    raise(number);
}

void worker_delete_partials_at_signals(void) {
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGXCPU, SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE, SIGTRAP, SIGSYS};
    struct sigaction action = {.sa_handler = end, .sa_flags = SA_NODEFER};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) sigaction(signals[i], &action, NULL);
    // A write past the limit of a file's size fails instead.
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    // Whoever started us may have blocked them.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}
