// SPDX-License-Identifier: Apache-2.0
// Which descriptors belong to files below the directory. Asked by device and inode at each call, so that a descriptor that
// was closed or copied behind the shim's back is never taken for another.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "faults.h"

enum { LIMIT = 8192 };

static char root[PATH_MAX];
static size_t root_length;
static const char *unreadable;
static struct tracked files[LIMIT];
// Entries below the count are complete; a signal handler that writes may therefore look without the lock.
static atomic_int count;
static uint32_t last_number;

void tracking_start(const char *path, const char *bad) {
    snprintf(root, sizeof root, "%s", path);
    root_length = strlen(root);
    unreadable = bad;
}

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), wanted = strlen(end);
    return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

static bool below_root(const char *path, char relative[PATH_MAX]) {
    if (root_length == 0 || strncmp(path, root, root_length) != 0) return false;
    if (path[root_length] != 0 && path[root_length] != '/') return false;
    snprintf(relative, PATH_MAX, "%s", path[root_length] ? path + root_length + 1 : "");
    return true;
}

bool place_of_descriptor(int descriptor, char relative[PATH_MAX]) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return false;
    path[length] = 0;
    return below_root(path, relative);
}

bool place_of(int folder, const char *path, char relative[PATH_MAX]) {
    if (root_length == 0 || path == NULL) return false;
    int saved = errno;
    char joined[PATH_MAX * 2], parent[PATH_MAX];
    if (path[0] == '/') {
        snprintf(joined, sizeof joined, "%s", path);
    } else {
        char start[PATH_MAX], link[64];
        snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
        ssize_t length = readlink(link, start, sizeof start - 1);
        start[length < 0 ? 0 : length] = 0;
        snprintf(joined, sizeof joined, "%s/%s", start, path);
    }
    size_t length = strlen(joined);
    while (length > 1 && joined[length - 1] == '/') joined[--length] = 0;
    char *slash = strrchr(joined, '/');
    bool is_below;
    if (slash == NULL || slash == joined) {
        is_below = below_root(joined, relative);
    } else {
        *slash = 0;
        char whole[PATH_MAX * 3];
        // A parent that is not there is compared as it is written; the call will fail by itself.
        snprintf(whole, sizeof whole, "%s/%s", realpath(joined, parent) ? parent : joined, slash + 1);
        is_below = below_root(whole, relative);
    }
    errno = saved;
    return is_below;
}

static struct tracked *find(int descriptor) {
    struct stat status;
    int saved = errno;
    int code = fstat(descriptor, &status);
    errno = saved;
    if (code != 0) return NULL;
    for (int index = atomic_load(&count) - 1; index >= 0; index--)
        if (files[index].inode == status.st_ino && files[index].device == status.st_dev) return &files[index];
    return NULL;
}

const struct tracked *tracked_file(int descriptor) {
    return root_length == 0 ? NULL : find(descriptor);
}

void forget(int descriptor) {
    // An inode that lies outside now: its number was used again.
    struct tracked *file = root_length == 0 ? NULL : find(descriptor);
    if (file) file->inode = 0;
}

void track(int descriptor, const char *relative, bool is_new) {
    struct stat status;
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return;
    struct tracked *file = find(descriptor);
    if (file && !is_new) return;
    int index = atomic_load(&count);
    if (!file) {
        if (index >= LIMIT) abort();
        file = &files[index];
    }
    bool is_shared_memory = ends_with(relative, "-shm");
    file->device = status.st_dev;
    file->inode = status.st_ino;
    file->number = is_shared_memory ? 0 : ++last_number;
    file->is_readable = !(unreadable && *unreadable && ends_with(relative, unreadable));
    if (file == &files[index]) atomic_store(&count, index + 1);
    if (!is_shared_memory) journal_path(is_new ? CREATED : OPENED, file->number, relative);
}
