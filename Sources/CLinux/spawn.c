// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <unistd.h>

// A descriptor, or nothing where it is negative, becomes one of the child's outputs.
static int put(posix_spawn_file_actions_t *actions, int descriptor, int target) {
    return descriptor >= 0 ? posix_spawn_file_actions_adddup2(actions, descriptor, target)
                           : posix_spawn_file_actions_addopen(actions, target, "/dev/null", O_WRONLY, 0);
}

static int plan(posix_spawn_file_actions_t *actions, const char *folder, int output, int errors) {
    int failure = put(actions, output, STDOUT_FILENO);
    if (failure == 0) failure = put(actions, errors, STDERR_FILENO);
    if (failure == 0) failure = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (failure == 0) failure = posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
    if (failure == 0) failure = posix_spawn_file_actions_addchdir_np(actions, folder);
    return failure;
}

// The child gets a process group of its own, so that a key in our terminal does not end it before we do.
static int prepare(posix_spawnattr_t *attributes) {
    sigset_t blocked, standard;
    sigemptyset(&blocked);
    sigemptyset(&standard);
    // A program expects that a reader which leaves ends it; we ourselves may take no notice of it.
    sigaddset(&standard, SIGPIPE);
    int failure = posix_spawnattr_setsigmask(attributes, &blocked);
    if (failure == 0) failure = posix_spawnattr_setsigdefault(attributes, &standard);
    if (failure == 0) failure = posix_spawnattr_setpgroup(attributes, 0);
    short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    if (failure == 0) failure = posix_spawnattr_setflags(attributes, flags);
    return failure;
}

// A connection becomes descriptor 3, and everything behind it is closed.
static int plan_connection(posix_spawn_file_actions_t *actions, const char *folder, int connection) {
    int failure = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (failure == 0) failure = posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    // Where it is 3 already, this takes off the mark that would close it.
    if (failure == 0) failure = posix_spawn_file_actions_adddup2(actions, connection, STDERR_FILENO + 1);
    if (failure == 0) failure = posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 2);
    if (failure == 0) failure = posix_spawn_file_actions_addchdir_np(actions, folder);
    return failure;
}

// Starts a program by what its plan has come to, and gives its number; where the plan failed, or this does, less than 0.
static int start(
    const char *path, char *const arguments[], char *const environment[], posix_spawn_file_actions_t *actions, int failure) {
    posix_spawnattr_t attributes;
    pid_t child = 0;
    if (failure == 0) failure = posix_spawnattr_init(&attributes);
    if (failure == 0) {
        failure = prepare(&attributes);
        if (failure == 0) failure = posix_spawn(&child, path, actions, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(actions);
    return failure == 0 ? (int)child : -failure;
}

int linux_spawn(
    const char *path, char *const arguments[], char *const environment[], const char *folder, int output, int errors) {
    posix_spawn_file_actions_t actions;
    int failure = posix_spawn_file_actions_init(&actions);
    if (failure != 0) return -failure;
    return start(path, arguments, environment, &actions, plan(&actions, folder, output, errors));
}

int linux_spawn_with_connection(
    const char *path, char *const arguments[], char *const environment[], const char *folder, int connection) {
    posix_spawn_file_actions_t actions;
    int failure = posix_spawn_file_actions_init(&actions);
    if (failure != 0) return -failure;
    return start(path, arguments, environment, &actions, plan_connection(&actions, folder, connection));
}

int linux_end_with_parent(int parent, int signal) {
    if (prctl(PR_SET_PDEATHSIG, (unsigned long)signal, 0, 0, 0) < 0) {
        return -errno;
    }
    // It may have ended before we asked.
    return getppid() == (pid_t)parent ? 0 : -ESRCH;
}
