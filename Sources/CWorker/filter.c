// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "include/CWorker.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <unistd.h>

// What any run needs. Names, since not every architecture has all of them.
static const char *const allowed[] = {
    // Memory.
    "brk", "mmap", "mmap2", "munmap", "mprotect", "mremap", "madvise", "mincore", "membarrier",
    // Files; Landlock says which.
    "read", "readv", "pread64", "write", "writev", "pwrite64", "lseek", "_llseek", "open", "openat", "close", "close_range", "dup", "dup2",
    "dup3", "fcntl", "fcntl64", "flock", "fstat", "fstat64", "stat", "stat64", "lstat", "lstat64", "newfstatat", "fstatat64", "statx",
    "statfs", "fstatfs", "access", "faccessat", "faccessat2", "readlink", "readlinkat", "getdents64", "getcwd", "fsync", "fdatasync",
    "ftruncate", "ftruncate64", "fallocate", "fadvise64", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat", "rename", "renameat",
    "renameat2", "umask", "pipe2", "eventfd2", "poll", "ppoll", "select", "_newselect", "pselect6", "epoll_create1", "epoll_ctl",
    "epoll_wait", "epoll_pwait",
    // Threads of its own.
    "futex", "futex_waitv", "set_robust_list", "get_robust_list", "rseq", "set_tid_address", "gettid", "getpid", "getppid", "sched_yield",
    "sched_getaffinity", "sched_setaffinity", "sched_getparam", "sched_getscheduler", "sched_get_priority_max",
    "sched_get_priority_min", "getcpu", "arch_prctl", "prctl", "exit", "exit_group", "restart_syscall",
    // Signals of its own.
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigreturn", "rt_sigpending", "rt_sigtimedwait", "sigaltstack",
    // Clocks, and what it may know of itself.
    "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "times", "getrusage", "getrlimit",
    "ugetrlimit", "sysinfo", "uname", "getrandom", "getuid", "geteuid", "getgid", "getegid", "getpgrp", "getpgid", "getsid",
};

// What a stream needs besides.
static const char *const connecting[] = {
    "socket", "connect", "bind", "getsockname", "getpeername", "getsockopt", "setsockopt", "sendto", "recvfrom", "sendmsg", "sendmmsg",
    "recvmsg", "recvmmsg", "shutdown",
};

static int allow(scmp_filter_ctx filter, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int number = seccomp_syscall_resolve_name(names[i]);
        int code = number < 0 ? 0 : seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);
        if (code < 0) return code;
    }
    return 0;
}

// Threads but no processes; clone3 hides its flags, and the C library then falls back to clone.
static int allow_threads(scmp_filter_ctx filter) {
    int code = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    if (code < 0) return code;
    return seccomp_rule_add(
        filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM));
}

// Signals to itself, limits looked at, and of ioctl what asks whether a descriptor is a terminal and how much can be read.
static int allow_some(scmp_filter_ctx filter, int connects) {
    int code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
    if (code == 0) code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(kill), 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
    if (code == 0) code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A2(SCMP_CMP_EQ, 0));
    if (code == 0) code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, 0x5401));
    if (code == 0) code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, 0x541b));
    if (code == 0 && connects)
        code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, 0x5421));
    return code;
}

int worker_filter(int connects) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter) return -ENOMEM;
    int code = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    if (code == 0) code = allow(filter, allowed, sizeof allowed / sizeof *allowed);
    if (code == 0 && connects) code = allow(filter, connecting, sizeof connecting / sizeof *connecting);
    if (code == 0) code = allow_threads(filter);
    if (code == 0) code = allow_some(filter, connects);
    if (code == 0) code = seccomp_load(filter);
    seccomp_release(filter);
    return code;
}
