// SPDX-License-Identifier: Apache-2.0
// Calls that open, name and remove files.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "faults.h"

static int refuse(int code) {
    control->failed++;
    errno = code;
    return -1;
}

/// Gives back the room of what lies at a path, if this is its last name.
static int64_t size_of_last_name(int folder, const char *path) {
    struct stat status;
    if (fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) != 0) return 0;
    return S_ISREG(status.st_mode) && status.st_nlink == 1 ? status.st_size : 0;
}

static void give_back(int64_t bytes) {
    if (control->room >= 0) control->room += bytes;
}

static int opened(int folder, const char *path, int flags, mode_t mode) {
    char relative[PATH_MAX];
    if (!place_of(folder, path, relative)) {
        int descriptor = (int)syscall(SYS_openat, folder, path, flags, mode);
        if (descriptor >= 0) forget(descriptor);
        return descriptor;
    }
    // Callers have another way where there are no nameless files.
    if ((flags & O_TMPFILE) == O_TMPFILE) return refuse(EOPNOTSUPP);
    faults_lock();
    struct stat status;
    bool is_there = fstatat(folder, path, &status, 0) == 0;
    bool changes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC) || ((flags & O_CREAT) && !is_there);
    int descriptor;
    if (control->read_only && changes) {
        descriptor = refuse(EROFS);
    } else if (control->strict && control->room == 0 && !is_there && (flags & O_CREAT)) {
        control->refused++;
        errno = ENOSPC;
        descriptor = -1;
    } else {
        descriptor = (int)syscall(SYS_openat, folder, path, flags, mode);
    }
    if (descriptor >= 0) {
        int saved = errno;
        track(descriptor, relative, !is_there);
        const struct tracked *file = tracked_file(descriptor);
        if (is_there && (flags & O_TRUNC) && status.st_size > 0 && file) {
            give_back(status.st_size);
            if (file->number) journal_bytes(TRUNCATED, file->number, 0, NULL, 0, 0);
        }
        errno = saved;
    }
    faults_unlock();
    return descriptor;
}

#define MODE_OF(flags) \
    mode_t mode = 0; \
    if (((flags) & O_CREAT) || ((flags) & O_TMPFILE) == O_TMPFILE) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *path, int flags, ...) { MODE_OF(flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_OF(flags) return opened(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE_OF(flags) return opened(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE_OF(flags) return opened(folder, path, flags, mode); }
int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }
int __open_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }

static int removed(int folder, const char *path, int flags) {
    char relative[PATH_MAX];
    if (!place_of(folder, path, relative)) return (int)syscall(SYS_unlinkat, folder, path, flags);
    faults_lock();
    int64_t size = size_of_last_name(folder, path);
    int code = control->read_only ? refuse(EROFS) : (int)syscall(SYS_unlinkat, folder, path, flags);
    if (code == 0) {
        give_back(size);
        journal_path(flags & AT_REMOVEDIR ? REMOVED_DIRECTORY : UNLINKED, 0, relative);
    }
    faults_unlock();
    return code;
}

int unlink(const char *path) { return removed(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char *path, int flags) { return removed(folder, path, flags); }
int rmdir(const char *path) { return removed(AT_FDCWD, path, AT_REMOVEDIR); }

static int moved(int folder, const char *from, int other, const char *to, unsigned flags) {
    char old[PATH_MAX], new[PATH_MAX];
    bool leaves = place_of(folder, from, old), arrives = place_of(other, to, new);
    if (!leaves && !arrives) return (int)syscall(SYS_renameat2, folder, from, other, to, flags);
    // A file that comes from outside brings bytes that the journal has not seen.
    if (leaves != arrives && journal_is_open()) {
        fprintf(stderr, "faults: %s is moved across the directory's edge\n", from);
        abort();
    }
    faults_lock();
    int64_t size = arrives ? size_of_last_name(other, to) : 0;
    int code = control->read_only ? refuse(EROFS) : (int)syscall(SYS_renameat2, folder, from, other, to, flags);
    if (code == 0) {
        give_back(size);
        journal_paths(RENAMED, old, new);
    }
    faults_unlock();
    return code;
}

int rename(const char *from, const char *to) { return moved(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int folder, const char *from, int other, const char *to) { return moved(folder, from, other, to, 0); }
int renameat2(int folder, const char *from, int other, const char *to, unsigned flags) {
    return moved(folder, from, other, to, flags);
}

static int linked(int folder, const char *from, int other, const char *to, int flags) {
    char old[PATH_MAX], new[PATH_MAX];
    bool leaves = place_of(folder, from, old), arrives = place_of(other, to, new);
    if (!arrives) return (int)syscall(SYS_linkat, folder, from, other, to, flags);
    faults_lock();
    int code = control->read_only ? refuse(EROFS) : (int)syscall(SYS_linkat, folder, from, other, to, flags);
    if (code == 0 && leaves) journal_paths(LINKED, old, new);
    faults_unlock();
    return code;
}

int link(const char *from, const char *to) { return linked(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int folder, const char *from, int other, const char *to, int flags) {
    return linked(folder, from, other, to, flags);
}

int mkdirat(int folder, const char *path, mode_t mode) {
    char relative[PATH_MAX];
    if (!place_of(folder, path, relative)) return (int)syscall(SYS_mkdirat, folder, path, mode);
    faults_lock();
    struct stat status;
    bool is_there = fstatat(folder, path, &status, 0) == 0;
    int code = control->read_only && !is_there ? refuse(EROFS) : (int)syscall(SYS_mkdirat, folder, path, mode);
    if (code == 0) journal_path(MADE_DIRECTORY, 0, relative);
    faults_unlock();
    return code;
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int faccessat(int folder, const char *path, int mode, int flags) {
    char relative[PATH_MAX];
    if ((mode & W_OK) && control->read_only && place_of(folder, path, relative)) return refuse(EROFS);
    return (int)syscall(SYS_faccessat2, folder, path, mode, flags);
}

int access(const char *path, int mode) { return faccessat(AT_FDCWD, path, mode, 0); }
