// SPDX-License-Identifier: Apache-2.0
// The parts of Linux that Swift's Glibc module does not show, or shows in a shape that Swift cannot use.
//
// Every function returns a result of zero or more, or the negated errno; none of them touches errno itself, because
// Swift may run other code between a call and a look at errno.
#ifndef VEDETTE_CLINUX_H
#define VEDETTE_CLINUX_H

#include <stddef.h>
#include <stdint.h>

// What stat tells about a file and what a reader needs to know of it.
typedef struct {
    uint64_t device;
    uint64_t inode;
    int64_t size;
    // Last modification, microseconds since the epoch.
    int64_t modified;
    // Names that the file has; 0 once it is unlinked and only held open.
    uint64_t links;
    // The type bits of the mode: one of the LINUX_FILE_... values.
    int32_t kind;
} linux_file_status;

enum {
    LINUX_FILE_REGULAR = 0,
    LINUX_FILE_DIRECTORY = 1,
    LINUX_FILE_PIPE = 2,
    LINUX_FILE_OTHER = 3
};

// The status of the file behind a path, links followed.
int linux_status_of_path(const char *path, linux_file_status *status);
// The status of an open file.
int linux_status_of_descriptor(int descriptor, linux_file_status *status);

// Opens for reading, without waiting for a pipe's writer and without inheriting to children.
int linux_open_for_reading(const char *path);
// Reads at a position, again after a signal.
int64_t linux_read_at(int descriptor, void *bytes, size_t count, int64_t offset);
// Reads on, again after a signal; waits where the descriptor is non-blocking and has nothing yet.
int64_t linux_read(int descriptor, void *bytes, size_t count);

// A counter that poll(2) can wait for: non-blocking, closed in children. Glibc's Swift module has no eventfd.
int linux_eventfd(void);
// Makes the counter readable. Safe in a signal handler.
int linux_eventfd_signal(int descriptor);
// Makes it unreadable again; returns 1 if it was signalled, else 0.
int linux_eventfd_drain(int descriptor);
// A pipe whose two ends are non-blocking and closed in children. Glibc's Swift module has no pipe2.
int linux_pipe(int ends[2]);

// Blocks the given signals in the calling thread (and in threads it starts later) and returns a descriptor that becomes
// readable when one arrives. Swift has no signalfd, and sigset_t is awkward there.
int linux_signalfd(const int *signals, int count);
// The number of the next signal that arrived, or 0 when none is waiting.
int linux_signalfd_next(int descriptor);

// Takes the exclusive advisory lock of an open file without waiting; -EWOULDBLOCK when another has it.
// In Swift the name `flock` means the struct of fcntl(2).
int linux_lock_exclusive(int descriptor);
// Gives the lock back; closing the file does so too.
int linux_unlock(int descriptor);

// A non-blocking inotify queue, closed in children.
int linux_inotify(void);
// Watches a directory for names that come, go and change.
int linux_inotify_watch_directory(int queue, const char *path);
// Watches one file for growth, truncation and removal.
int linux_inotify_watch_file(int queue, const char *path);
// Takes waiting changes out of the queue, at most one buffer full. For each it calls `change` with the watch's number
// and the name inside the directory, which is "" for the watched thing itself; the number is -1 when the kernel dropped
// changes. Returns how many there were.
int linux_inotify_drain(int queue, void *context, void (*change)(void *context, int watch, const char *name));

// Calls `entry` for each name in a directory except "." and "..", in no order, until it returns 0.
int linux_list_directory(const char *path, void *context, int (*entry)(void *context, const char *name));

// Starts a program in `folder` and in a process group of its own, with no input, no descriptors but its outputs and no
// signals blocked; a negative descriptor is an output that nobody wants. `arguments` and `environment` end with NULL.
// Returns the child's process id. Swift's module has not all of posix_spawn(3).
int linux_spawn(
    const char *path, char *const arguments[], char *const environment[], const char *folder, int output, int errors);

// Lets the process keep some tens of MiB of memory that it has freed, for what it allocates next.
void linux_keep_freed_memory(void);

#endif
