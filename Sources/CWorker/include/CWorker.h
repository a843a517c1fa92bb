// SPDX-License-Identifier: Apache-2.0
// What a worker needs of Linux that Swift cannot say: what happens in signal handlers, and files that take their name only when nothing has it.
// Every function returns zero or more, or a negated errno.
#ifndef VEDETTE_CWORKER_H
#define VEDETTE_CWORKER_H

#include <stdint.h>

// Makes an empty file, for its owner alone, or a folder, in an open folder, in the place of one that an earlier process left. Until it is
// released or forgotten it is deleted when a signal ends the process; of a folder, the files in it too. Sets `descriptor` to what is open, and
// returns a number for it; -ENOSPC past 8 of them, and -EBUSY where a process that lives has made one of this name: what is open is locked by flock(2).
int worker_partial_make(int folder, const char *name, int is_folder, int *descriptor);
// Gives it this name, in its folder, where nothing has it, and has that safe on its disk; -EEXIST where something has, -ESTALE where it is no longer what
// was made here. Nothing has the name after a failure but what had it before.
int worker_partial_release(int number, const char *name);
// Deletes it, unless it was released or is no longer what was made here, and gives the number up. The folder is open until then.
void worker_partial_forget(int number);
// From now on SIGTERM, SIGINT, SIGHUP and SIGXCPU end the process after its partial outputs are deleted, and so do crashes.
void worker_delete_partials_at_signals(void);
// Deletes all that are noted.
void worker_delete_partials(void);
// Deletes a file, or a folder with the files in it. Safe in a signal handler.
void worker_delete(int folder, const char *name);

// No core dumps, no look at its memory by others of its user, no rights gained by anything that it would start; and a SIGTERM when `parent`
// ends. -ESRCH where that has ended already.
int worker_harden(int parent);
// Bounds the memory that the process may have of its own, in bytes.
int worker_bound_memory(uint64_t bytes);

// Landlock: a set of paths that the process may go on to use. Returns a descriptor; -ENOSYS or -EOPNOTSUPP where the kernel has none.
int worker_fence_begin(int connects);
// A file, or all that is below a folder, to be read, and written too where `writes` says so. What is not there is no failure.
int worker_fence_allow(int fence, const char *path, int writes);
// From now on nothing else can be opened by this process. Closes the descriptor.
int worker_fence_close(int fence);
// seccomp: from now on only calls to the kernel that reading, computing and writing need; no program is started, no process looked at, and no
// socket made unless `connects`. Whatever else is called fails. For all threads.
int worker_filter(int connects);

#endif
