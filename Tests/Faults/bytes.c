// SPDX-License-Identifier: Apache-2.0
// Calls that change and read what is in files, and those that flush it.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "faults.h"

static int refuse(int code) {
    control->failed++;
    errno = code;
    return -1;
}

/// Counts a word down; true when it is reached.
static bool is_due(int64_t *word, bool stays) {
    if (*word <= 0) return false;
    if (*word == 1 && stays) return true;
    return --*word == 0;
}

/// How many of `wanted` bytes at `offset` the disk takes; -1 for none. What grows needs room, what is overwritten does not.
static int64_t taken(int64_t offset, int64_t wanted, int64_t size) {
    if (control->room < 0 || wanted == 0) return wanted;
    int64_t end = offset + wanted;
    int64_t growth = end > size ? end - (offset > size ? offset : size) : 0;
    if (growth == 0 && !(control->strict && control->room == 0)) return wanted;
    if (growth <= control->room && growth > 0) {
        control->room -= growth;
        return wanted;
    }
    int64_t fitting = control->strict && control->room == 0 ? 0 : wanted - (growth - control->room);
    control->room = 0;
    if (fitting > 0) return fitting;
    control->refused++;
    return -1;
}

static ssize_t written(int descriptor, const struct iovec *parts, int count, int64_t offset) {
    bool is_placed = offset >= 0;
    const struct tracked *file = tracked_file(descriptor);
    if (!file)
        return is_placed ? syscall(SYS_pwritev, descriptor, parts, count, offset, 0)
                         : syscall(SYS_writev, descriptor, parts, count);
    faults_lock();
    struct stat status;
    fstat(descriptor, &status);
    bool appends = fcntl(descriptor, F_GETFL) & O_APPEND;
    int64_t start = appends ? status.st_size : is_placed ? offset : lseek(descriptor, 0, SEEK_CUR);
    int64_t wanted = 0;
    for (int index = 0; index < count; index++) wanted += (int64_t)parts[index].iov_len;
    ssize_t done = -1;
    control->writes++;
    if (is_due(&control->fail_write, true)) {
        refuse(EIO);
    } else {
        int64_t fitting = taken(start, wanted, status.st_size);
        if (fitting < 0) {
            errno = ENOSPC;
        } else if (fitting == wanted) {
            done = is_placed ? syscall(SYS_pwritev, descriptor, parts, count, offset, 0)
                             : syscall(SYS_writev, descriptor, parts, count);
        } else {
            // The first part that does not fit ends it.
            struct iovec first = parts[0];
            if ((int64_t)first.iov_len > fitting) first.iov_len = (size_t)fitting;
            done = is_placed ? syscall(SYS_pwritev, descriptor, &first, 1, offset, 0)
                             : syscall(SYS_writev, descriptor, &first, 1);
        }
        if (done > 0 && file->number) {
            journal_bytes(WRITTEN, file->number, start, parts, count, (size_t)done);
            if (fcntl(descriptor, F_GETFL) & O_DSYNC) journal_bytes(SYNCED, file->number, 0, NULL, 0, 0);
        }
    }
    faults_unlock();
    return done;
}

ssize_t write(int descriptor, const void *bytes, size_t length) {
    struct iovec part = {(void *)bytes, length};
    return written(descriptor, &part, 1, -1);
}
ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
    struct iovec part = {(void *)bytes, length};
    return written(descriptor, &part, 1, offset);
}
ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off_t offset) {
    return pwrite(descriptor, bytes, length, offset);
}
ssize_t writev(int descriptor, const struct iovec *parts, int count) { return written(descriptor, parts, count, -1); }
ssize_t pwritev(int descriptor, const struct iovec *parts, int count, off_t offset) {
    return written(descriptor, parts, count, offset);
}
ssize_t pwritev64(int descriptor, const struct iovec *parts, int count, off_t offset) {
    return written(descriptor, parts, count, offset);
}
ssize_t pwritev2(int descriptor, const struct iovec *parts, int count, off_t offset, int flags) {
    if (flags) return refuse(EOPNOTSUPP);
    return written(descriptor, parts, count, offset);
}
// Their callers know what to do where the kernel has them not.
ssize_t copy_file_range(int from, off_t *at, int to, off_t *other, size_t length, unsigned flags) {
    (void)at, (void)other, (void)length, (void)flags;
    if (tracked_file(to)) return refuse(EXDEV);
    return syscall(SYS_copy_file_range, from, at, to, other, length, flags);
}

static int resized(int descriptor, int64_t length, bool only_grows) {
    const struct tracked *file = tracked_file(descriptor);
    if (!file) return (int)syscall(SYS_ftruncate, descriptor, length);
    faults_lock();
    struct stat status;
    fstat(descriptor, &status);
    int code = 0;
    if (only_grows && length <= status.st_size) {
    } else if (taken(status.st_size, length > status.st_size ? length - status.st_size : 0, status.st_size) <
               length - status.st_size) {
        errno = ENOSPC;
        code = -1;
    } else {
        code = (int)syscall(SYS_ftruncate, descriptor, length);
        if (code == 0 && length < status.st_size && control->room >= 0) control->room += status.st_size - length;
        if (code == 0 && file->number) journal_bytes(TRUNCATED, file->number, length, NULL, 0, 0);
    }
    faults_unlock();
    return code;
}

int ftruncate(int descriptor, off_t length) { return resized(descriptor, length, false); }
int ftruncate64(int descriptor, off_t length) { return resized(descriptor, length, false); }
int fallocate(int descriptor, int mode, off_t offset, off_t length) {
    if (!tracked_file(descriptor)) return (int)syscall(SYS_fallocate, descriptor, mode, offset, length);
    return mode == 0 ? resized(descriptor, offset + length, true) : refuse(EOPNOTSUPP);
}
int fallocate64(int descriptor, int mode, off_t offset, off_t length) {
    return fallocate(descriptor, mode, offset, length);
}
int posix_fallocate(int descriptor, off_t offset, off_t length) {
    return fallocate(descriptor, 0, offset, length) == 0 ? 0 : errno;
}
int posix_fallocate64(int descriptor, off_t offset, off_t length) {
    return posix_fallocate(descriptor, offset, length);
}

static int flushed(int descriptor, long call) {
    const struct tracked *file = tracked_file(descriptor);
    char relative[PATH_MAX];
    struct stat status;
    bool is_folder = !file && fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode) &&
                     place_of_descriptor(descriptor, relative);
    if (!file && !is_folder) return (int)syscall(call, descriptor);
    faults_lock();
    int code = 0;
    if (is_due(&control->fail_sync, false)) {
        code = refuse(EIO);
    } else if (!journal_is_open()) {
        code = (int)syscall(call, descriptor);
    } else if (is_folder) {
        journal_path(SYNCED_DIRECTORY, 0, relative);
    } else if (file->number) {
        journal_bytes(SYNCED, file->number, 0, NULL, 0, 0);
    }
    faults_unlock();
    return code;
}

int fsync(int descriptor) { return flushed(descriptor, SYS_fsync); }
int fdatasync(int descriptor) { return flushed(descriptor, SYS_fdatasync); }
// It begins to write and promises nothing, so the journal need not know.
int sync_file_range(int descriptor, off_t offset, off_t length, unsigned flags) {
    return (int)syscall(SYS_sync_file_range, descriptor, offset, length, flags);
}
int syncfs(int descriptor) {
    if (!journal_is_open()) return (int)syscall(SYS_syncfs, descriptor);
    faults_lock();
    journal_bytes(SYNCED_ALL, 0, 0, NULL, 0, 0);
    faults_unlock();
    return 0;
}
void sync(void) { syncfs(AT_FDCWD); }

static bool is_unreadable(int descriptor) {
    if (!control->fail_reads) return false;
    const struct tracked *file = tracked_file(descriptor);
    return file && !file->is_readable;
}

ssize_t read(int descriptor, void *bytes, size_t length) {
    if (is_unreadable(descriptor)) return refuse(EIO);
    return syscall(SYS_read, descriptor, bytes, length);
}
ssize_t pread(int descriptor, void *bytes, size_t length, off_t offset) {
    if (is_unreadable(descriptor)) return refuse(EIO);
    return syscall(SYS_pread64, descriptor, bytes, length, offset);
}
ssize_t pread64(int descriptor, void *bytes, size_t length, off_t offset) {
    return pread(descriptor, bytes, length, offset);
}

void *mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t offset) {
    if (!(flags & MAP_ANONYMOUS)) {
        if (is_unreadable(descriptor)) {
            refuse(EIO);
            return MAP_FAILED;
        }
        const struct tracked *file = tracked_file(descriptor);
        if (file && file->number && (protection & PROT_WRITE) && (flags & MAP_SHARED) && journal_is_open()) {
            fprintf(stderr, "faults: what is written through a mapping cannot be journalled\n");
            abort();
        }
    }
    return (void *)syscall(SYS_mmap, address, length, protection, flags, descriptor, offset);
}
void *mmap64(void *address, size_t length, int protection, int flags, int descriptor, off_t offset) {
    return mmap(address, length, protection, flags, descriptor, offset);
}
