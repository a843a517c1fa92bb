// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "include/CWorker.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PARTIALS_MOST = 8 };

// 0 free, 1 being written, 2 to be deleted.
static struct {
    _Atomic int state;
    int folder;
    char name[NAME_MAX + 1];
} partials[PARTIALS_MOST];

int worker_partial_note(int folder, const char *name) {
    if (strlen(name) > NAME_MAX) return -ENAMETOOLONG;
    for (int i = 0; i < PARTIALS_MOST; i++) {
        int expected = 0;
        if (!atomic_compare_exchange_strong(&partials[i].state, &expected, 1)) continue;
        partials[i].folder = folder;
        strcpy(partials[i].name, name);
        atomic_store(&partials[i].state, 2);
        return i;
    }
    return -ENOSPC;
}

void worker_partial_forget(int number) {
    if (number >= 0 && number < PARTIALS_MOST) atomic_store(&partials[number].state, 0);
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

void worker_delete_partials(void) {
    for (int i = 0; i < PARTIALS_MOST; i++)
        if (atomic_load(&partials[i].state) == 2) worker_delete(partials[i].folder, partials[i].name);
}

static void end(int signal) {
    worker_delete_partials();
    // Handled once: this time it ends the process.
    raise(signal);
}

void worker_delete_partials_at_signals(void) {
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGXCPU, SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE, SIGTRAP, SIGSYS};
    struct sigaction action = {.sa_handler = end, .sa_flags = (int)(SA_RESETHAND | SA_NODEFER)};
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

int worker_rename(int folder, const char *from, const char *to) {
    return renameat2(folder, from, folder, to, RENAME_NOREPLACE) < 0 ? -errno : 0;
}
