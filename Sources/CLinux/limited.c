// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

// Descriptors that go over to the child, and the one on which it tells why it could not begin.
typedef struct {
    int input;
    int output;
    int trouble;
} child_ends;

static int limit(int resource, uint64_t most) {
    if (most == 0) return 0;
    struct rlimit bounds;
    if (getrlimit(resource, &bounds) < 0) return -1;
    if (bounds.rlim_max == RLIM_INFINITY || most < bounds.rlim_max) bounds.rlim_max = most;
    bounds.rlim_cur = bounds.rlim_max;
    return setrlimit(resource, &bounds);
}

// In the child, between fork and exec: calls that are safe after a signal and nothing else.
static void begin(
    const char *path, char *const arguments[], char *const environment[], const linux_limits *limits, const child_ends *ends,
    pid_t parent, const sigset_t *signals) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    int nowhere = open("/dev/null", O_WRONLY);
    const struct rlimit none = {0, 0};
    int failed = prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0, 0, 0) < 0;
    // Our parent may have ended before we asked.
    if (getppid() != parent) _exit(127);
    failed = failed || setpgid(0, 0) < 0 || chdir("/") < 0 || nowhere < 0;
    failed = failed || setrlimit(RLIMIT_CORE, &none) < 0 || limit(RLIMIT_CPU, limits->processor_seconds) < 0 ||
             limit(RLIMIT_DATA, limits->memory_bytes) < 0;
    // Standing back further is always allowed; where it is not, it is no reason to do without.
    if (limits->niceness > 0) (void)setpriority(PRIO_PROCESS, 0, limits->niceness);
    for (int signal = 1; signal < NSIG; signal++) (void)sigaction(signal, &standard, NULL);
    failed = failed || sigprocmask(SIG_SETMASK, signals, NULL) < 0;
    // Ours are all above 2, as whoever calls has those.
    failed = failed || dup2(ends->input, STDIN_FILENO) < 0 || dup2(ends->output, STDOUT_FILENO) < 0 ||
             dup2(nowhere, STDERR_FILENO) < 0;
    // The one for trouble closes itself where the program begins.
    failed = failed || dup2(ends->trouble, STDERR_FILENO + 1) < 0 || fcntl(STDERR_FILENO + 1, F_SETFD, FD_CLOEXEC) < 0;
    if (!failed) {
        (void)close_range(STDERR_FILENO + 2, ~0U, 0);
        (void)execve(path, arguments, environment);
    }
    int code = errno;
    (void)!write(failed ? ends->trouble : STDERR_FILENO + 1, &code, sizeof code);
    _exit(127);
}

// A descriptor above 3, so that none is in the way of another in the child; -1 where there is none.
static int lifted(int descriptor) {
    if (descriptor < 0 || descriptor > STDERR_FILENO + 1) return descriptor;
    int other = fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 2);
    close(descriptor);
    return other;
}

static void close_all(const int *descriptors, int count) {
    for (int index = 0; index < count; index++) {
        if (descriptors[index] >= 0) close(descriptors[index]);
    }
}

int linux_spawn_limited(
    const char *path, char *const arguments[], char *const environment[], const linux_limits *limits, int ends[2]) {
    // Ours and the child's of input, output and trouble.
    int all[6] = {-1, -1, -1, -1, -1, -1};
    int failed = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, all) < 0 || pipe2(all + 2, O_CLOEXEC) < 0 ||
                 pipe2(all + 4, O_CLOEXEC) < 0;
    for (int index = 0; index < 6 && !failed; index++) failed = (all[index] = lifted(all[index])) < 0;
    failed = failed || fcntl(all[2], F_SETFL, O_NONBLOCK) < 0;
    if (failed) {
        int code = errno;
        close_all(all, 6);
        return -code;
    }
    const child_ends given = {.input = all[1], .output = all[3], .trouble = all[5]};
    sigset_t every, before, empty;
    sigfillset(&every);
    sigemptyset(&empty);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) begin(path, arguments, environment, limits, &given, parent, &empty);
    int code = child < 0 ? errno : 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(all[1]);
    close(all[3]);
    close(all[5]);
    all[1] = all[3] = all[5] = -1;
    if (child > 0) {
        int told = 0;
        ssize_t count;
        do count = read(all[4], &told, sizeof told);
        while (count < 0 && errno == EINTR);
        if (count == sizeof told) code = told == 0 ? EIO : told;
    }
    if (code != 0) {
        close_all(all, 6);
        // It ends by itself.
        while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
        return -code;
    }
    close(all[4]);
    ends[0] = all[0];
    ends[1] = all[2];
    return (int)child;
}
