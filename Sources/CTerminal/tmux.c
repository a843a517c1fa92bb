// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now_milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int remaining(int64_t deadline) {
    int64_t left = deadline - now_milliseconds();
    return left > 0 ? (int)left : 0;
}

// A socket pair rather than a pipe: a reader that is gone then gives EPIPE, not a SIGPIPE that ends us.
static int start(int child_end, pid_t *child) {
    char *arguments[] = {"tmux", "load-buffer", "-w", "-", NULL};
    posix_spawn_file_actions_t actions;
    int problem = posix_spawn_file_actions_init(&actions);
    if (problem != 0) return problem;
    problem = posix_spawn_file_actions_adddup2(&actions, child_end, STDIN_FILENO);
    if (problem == 0)
        problem = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (problem == 0)
        problem = posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    if (problem == 0) problem = posix_spawnp(child, arguments[0], &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return problem;
}

static int send_all(int end, const uint8_t *bytes, size_t count, int64_t deadline) {
    while (count > 0) {
        ssize_t sent = send(end, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            bytes += sent;
            count -= (size_t)sent;
        } else if (errno == EAGAIN) {
            struct pollfd wait = {end, POLLOUT, 0};
            if (poll(&wait, 1, remaining(deadline)) == 0) return ETIMEDOUT;
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return shutdown(end, SHUT_WR) == 0 ? 0 : errno;
}

int terminal_load_tmux_buffer(const uint8_t *bytes, size_t count, int milliseconds) {
    int64_t deadline = now_milliseconds() + milliseconds;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return -errno;
    pid_t child = 0;
    int problem = start(ends[1], &child);
    close(ends[1]);
    if (problem == 0) {
        problem = send_all(ends[0], bytes, count, deadline);
        // The child's end closes when it ends, which poll sees; waitpid alone has no time limit.
        struct pollfd wait = {ends[0], POLLIN, 0};
        int found;
        do found = poll(&wait, 1, remaining(deadline));
        while (found < 0 && errno == EINTR);
        if (found == 0) {
            kill(child, SIGKILL);
            if (problem == 0) problem = ETIMEDOUT;
        }
        int status = 0;
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
        if (problem == 0) {
            close(ends[0]);
            return WIFEXITED(status) ? WEXITSTATUS(status) : -EINTR;
        }
    }
    close(ends[0]);
    return -problem;
}
