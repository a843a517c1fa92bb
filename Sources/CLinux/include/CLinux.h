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

// A stream socket that is connected to the one of this path: non-blocking, closed in children. Waits for nobody; -EAGAIN where too many
// wait already. In Swift sockaddr_un has its path as a tuple of bytes.
int linux_connect_unix(const char *path);

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

// Starts a program as `linux_spawn` does, with a connection as its descriptor 3; it keeps our standard error and has no output
// else. Returns the child's process id.
int linux_spawn_with_connection(
    const char *path, char *const arguments[], char *const environment[], const char *folder, int connection);
// What a program may use at the most; 0 is as much as we may.
typedef struct {
    // Seconds of processor time, all threads together; it is killed then.
    uint64_t processor_seconds;
    // Bytes of memory of its own (RLIMIT_DATA): what it allocates beyond fails.
    uint64_t memory_bytes;
    // By how much it stands back for others, 0 to 19.
    int32_t niceness;
} linux_limits;

// Starts a program in the folder / and in a process group of its own, with a socket as its input, a pipe as its output, no other descriptors
// and no core dump; what it says as errors is thrown away. The kernel kills it when the thread ends that called this. `ends` gets our ends: one
// to write into, and one to read from, which is non-blocking. Returns the child's process id. posix_spawn(3) knows no limits.
int linux_spawn_limited(
    const char *path, char *const arguments[], char *const environment[], const linux_limits *limits, int ends[2]);

// Asks the kernel for a signal when the thread that started us ends, and so its process; -ESRCH where `parent` is not our parent any more.
int linux_end_with_parent(int parent, int signal);

// The path that a Unix socket may have at the most, in bytes.
int linux_socket_path_limit(void);
// A listening Unix stream socket at a path where nothing is yet, non-blocking, with mode 0666: every user may connect, and the kernel says
// who it was. Closed in children, as all of these are.
int linux_socket_listen(const char *path, int backlog);
// The next waiting connection, blocking; -EAGAIN where none waits.
int linux_socket_accept(int listening);
// Connects to a Unix stream socket, within so many milliseconds.
int linux_socket_connect(const char *path, int milliseconds);
// For how many milliseconds reading and writing wait for the other side; 0 is for ever.
int linux_socket_patience(int connection, int reading, int writing);
// Reads what has come, at least a byte; 0 at the end, -EAGAIN where nothing came in time.
int64_t linux_socket_receive(int connection, void *bytes, size_t count);
// Writes some bytes, without a signal where nobody reads any more; -EAGAIN where the other side takes nothing in time, or, unless `waits`,
// at once.
int64_t linux_socket_send(int connection, const void *bytes, size_t count, int waits);

// Who is at the other end of a Unix socket, as the kernel noted it when they connected.
typedef struct {
    int32_t process;
    uint32_t user;
    uint32_t group;
} linux_peer;

int linux_socket_peer(int connection, linux_peer *peer);
// The name of a user, ended by a zero byte, and their first group; -ENOENT where there is no such user.
int linux_user_name(uint32_t user, char *name, size_t size, uint32_t *group);
// The groups that a user is in by the system's databases, `group` among them. Returns how many were written, `most` at the most.
int linux_groups_of_user(const char *name, uint32_t group, uint32_t *groups, int most);
// The number of a group; -ENOENT where there is no such group.
int linux_group_number(const char *name, uint32_t *number);

// Lets the process keep some tens of MiB of memory that it has freed, for what it allocates next.
void linux_keep_freed_memory(void);

#endif
