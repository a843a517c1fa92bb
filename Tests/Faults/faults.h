// SPDX-License-Identifier: Apache-2.0
// What the parts of the fault shim share; README.md tells how it is used.
#ifndef FAULTS_H
#define FAULTS_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

// What the program's own functions are called like must not be taken for these.
#pragma GCC visibility push(hidden)

/// The control file: it is mapped, so a test sets a word while the program runs and reads the counts of what happened.
struct control {
    int64_t room;        ///< Bytes that files may still grow by; negative: no end of them.
    int64_t refused;     ///< Out: how often there was no room.
    int64_t read_only;   ///< 1: whatever would change the directory fails with EROFS.
    int64_t fail_write;  ///< The n-th write from now fails with EIO, and all after it; 0: none.
    int64_t fail_reads;  ///< 1: reading the file of FAULTS_READS fails with EIO.
    int64_t fail_sync;   ///< The n-th sync from now fails with EIO, once; 0: none.
    int64_t clock;       ///< Microseconds that the wall clock is ahead.
    int64_t failed;      ///< Out: how many calls failed with EIO or EROFS.
    int64_t strict;      ///< 1: where room is 0, bytes in place cannot be overwritten either, as on copy-on-write disks.
    int64_t writes;      ///< Out: how many writes went below the directory.
};

extern struct control *control;

/// What a journal's record says. `file` is a number that the process gave the file when it first opened it.
enum kind {
    STARTED = 1,  // a process: numbers of files begin anew
    OPENED,       // path: an existing file
    CREATED,      // path: a new one
    WRITTEN,      // offset, bytes
    TRUNCATED,    // offset: the new length
    SYNCED,       // file
    SYNCED_DIRECTORY,  // path
    RENAMED,      // path NUL path
    UNLINKED,     // path
    MADE_DIRECTORY,    // path
    LINKED,       // path NUL path
    REMOVED_DIRECTORY, // path
    SYNCED_ALL,
};

/// Whether a journal is kept; then nothing is flushed in truth, as the journal knows what would have been.
bool journal_is_open(void);
void journal_start(const char *path);
void journal_bytes(enum kind kind, uint32_t file, int64_t offset, const struct iovec *parts, int count, size_t length);
void journal_path(enum kind kind, uint32_t file, const char *path);
void journal_paths(enum kind kind, const char *from, const char *to);

/// A file below the directory that the process has opened.
struct tracked {
    dev_t device;
    ino_t inode;
    uint32_t number;  ///< 0: its writes are not journalled (shared memory of SQLite, which no disk keeps).
    bool is_readable;
};

/// Says where a path lies below the directory (`""` for itself); false where it lies outside.
bool place_of(int folder, const char *path, char relative[PATH_MAX]);
bool place_of_descriptor(int descriptor, char relative[PATH_MAX]);
/// The file behind a descriptor; NULL where it is none of the directory's.
const struct tracked *tracked_file(int descriptor);
void track(int descriptor, const char *relative, bool is_new);
void forget(int descriptor);
void tracking_start(const char *root, const char *unreadable);

void faults_lock(void);
void faults_unlock(void);

#pragma GCC visibility pop

#endif
