// SPDX-License-Identifier: Apache-2.0
// The journal of everything that a disk is told: what `powercut` makes directories of.
// A record: kind, number of the file (4 bytes each), offset, length (8 bytes each), then so many bytes; the machine's order.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "faults.h"

struct header {
    uint32_t kind, file;
    int64_t offset, length;
};

static int journal = -1;

bool journal_is_open(void) { return journal >= 0; }

void journal_start(const char *path) {
    int found = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (found < 0) abort();
    // Out of the way of programs that count on low numbers.
    journal = fcntl(found, F_DUPFD_CLOEXEC, 500);
    syscall(SYS_close, found);
    if (journal < 0) abort();
    journal_bytes(STARTED, 0, getpid(), NULL, 0, 0);
}

static void put(const void *bytes, size_t length) {
    const char *at = bytes;
    while (length > 0) {
        ssize_t done = syscall(SYS_write, journal, at, length);
        // A journal with a gap would make healthy stores look ill.
        if (done <= 0) abort();
        at += done;
        length -= (size_t)done;
    }
}

void journal_bytes(enum kind kind, uint32_t file, int64_t offset, const struct iovec *parts, int count, size_t length) {
    if (journal < 0) return;
    struct header header = {kind, file, offset, (int64_t)length};
    put(&header, sizeof header);
    for (int index = 0; index < count && length > 0; index++) {
        size_t own = parts[index].iov_len < length ? parts[index].iov_len : length;
        put(parts[index].iov_base, own);
        length -= own;
    }
}

void journal_path(enum kind kind, uint32_t file, const char *path) {
    struct iovec part = {(void *)path, strlen(path)};
    journal_bytes(kind, file, 0, &part, 1, part.iov_len);
}

void journal_paths(enum kind kind, const char *from, const char *to) {
    struct iovec parts[2] = {{(void *)from, strlen(from) + 1}, {(void *)to, strlen(to)}};
    journal_bytes(kind, 0, 0, parts, 2, parts[0].iov_len + parts[1].iov_len);
}
