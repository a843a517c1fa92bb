// SPDX-License-Identifier: Apache-2.0
// What a worker needs of Linux that Swift cannot say: what happens in signal handlers, and files that take their name only when nothing has it.
// Every function returns zero or more, or a negated errno.
#ifndef VEDETTE_CWORKER_H
#define VEDETTE_CWORKER_H

// Remembers a file or folder by the open folder that it is in and its name, to be deleted when a signal ends the process; of a folder, the
// files in it too. Returns a number for `worker_partial_forget`; -ENOSPC past 8 of them.
int worker_partial_note(int folder, const char *name);
void worker_partial_forget(int number);
// From now on SIGTERM, SIGINT, SIGHUP and SIGXCPU end the process after its partial outputs are deleted, and so do crashes.
void worker_delete_partials_at_signals(void);
// Deletes a file, or a folder with the files in it. Safe in a signal handler.
void worker_delete(int folder, const char *name);

// renameat2(2) with RENAME_NOREPLACE: -EEXIST where the name is taken.
int worker_rename(int folder, const char *from, const char *to);

#endif
