// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CLinux.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

static int result(int value) {
    return value < 0 ? -errno : value;
}

static int copy_status(int outcome, const struct stat *from, linux_file_status *to) {
    if (outcome < 0) {
        return -errno;
    }
    to->device = (uint64_t)from->st_dev;
    to->inode = (uint64_t)from->st_ino;
    to->size = (int64_t)from->st_size;
    to->modified = (int64_t)from->st_mtim.tv_sec * 1000000 + from->st_mtim.tv_nsec / 1000;
    to->links = (uint64_t)from->st_nlink;
    to->kind = S_ISREG(from->st_mode)   ? LINUX_FILE_REGULAR
               : S_ISDIR(from->st_mode) ? LINUX_FILE_DIRECTORY
               : S_ISFIFO(from->st_mode) || S_ISSOCK(from->st_mode) || S_ISCHR(from->st_mode)
                   ? LINUX_FILE_PIPE
                   : LINUX_FILE_OTHER;
    return 0;
}

int linux_status_of_path(const char *path, linux_file_status *status) {
    struct stat found;
    return copy_status(stat(path, &found), &found, status);
}

int linux_status_of_descriptor(int descriptor, linux_file_status *status) {
    struct stat found;
    return copy_status(fstat(descriptor, &found), &found, status);
}

int linux_open_for_reading(const char *path) {
    int descriptor;
    do {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    } while (descriptor < 0 && errno == EINTR);
    return result(descriptor);
}

int64_t linux_read_at(int descriptor, void *bytes, size_t count, int64_t offset) {
    ssize_t got;
    do {
        got = pread(descriptor, bytes, count, offset);
    } while (got < 0 && errno == EINTR);
    return got < 0 ? -errno : got;
}

int64_t linux_read(int descriptor, void *bytes, size_t count) {
    for (;;) {
        ssize_t got = read(descriptor, bytes, count);
        if (got >= 0) {
            return got;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            struct pollfd waiting = {.fd = descriptor, .events = POLLIN};
            if (poll(&waiting, 1, -1) < 0 && errno != EINTR) {
                return -errno;
            }
        } else if (errno != EINTR) {
            return -errno;
        }
    }
}

int linux_eventfd(void) {
    return result(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
}

int linux_eventfd_signal(int descriptor) {
    int before = errno;
    uint64_t one = 1;
    int outcome = 0;
    if (write(descriptor, &one, sizeof one) < 0 && errno != EAGAIN) {
        outcome = -errno;
    }
    errno = before;
    return outcome;
}

int linux_eventfd_drain(int descriptor) {
    uint64_t count;
    if (read(descriptor, &count, sizeof count) == sizeof count) {
        return 1;
    }
    return errno == EAGAIN || errno == EINTR ? 0 : -errno;
}

int linux_pipe(int ends[2]) {
    return result(pipe2(ends, O_CLOEXEC | O_NONBLOCK));
}

int linux_signalfd(const int *signals, int count) {
    sigset_t set;
    sigemptyset(&set);
    for (int index = 0; index < count; index++) {
        if (sigaddset(&set, signals[index]) < 0) {
            return -errno;
        }
    }
    int outcome = pthread_sigmask(SIG_BLOCK, &set, NULL);
    return outcome != 0 ? -outcome : result(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

int linux_signalfd_next(int descriptor) {
    struct signalfd_siginfo arrived;
    if (read(descriptor, &arrived, sizeof arrived) == sizeof arrived) {
        return (int)arrived.ssi_signo;
    }
    return errno == EAGAIN || errno == EINTR ? 0 : -errno;
}

int linux_lock_exclusive(int descriptor) {
    return result(flock(descriptor, LOCK_EX | LOCK_NB));
}

int linux_unlock(int descriptor) {
    return result(flock(descriptor, LOCK_UN));
}

int linux_inotify(void) {
    return result(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
}

int linux_inotify_watch_directory(int queue, const char *path) {
    return result(inotify_add_watch(queue, path,
                                    IN_ONLYDIR | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF |
                                        IN_MOVE_SELF));
}

int linux_inotify_watch_file(int queue, const char *path) {
    return result(inotify_add_watch(queue, path, IN_MODIFY | IN_MOVE_SELF | IN_DELETE_SELF));
}

int linux_inotify_drain(int queue, void *context, void (*change)(void *context, int watch, const char *name)) {
    _Alignas(struct inotify_event) char buffer[16384];
    ssize_t got = read(queue, buffer, sizeof buffer);
    if (got < 0) {
        return errno == EAGAIN || errno == EINTR ? 0 : -errno;
    }
    int count = 0;
    for (ssize_t at = 0; at + (ssize_t)sizeof(struct inotify_event) <= got;) {
        const struct inotify_event *event = (const struct inotify_event *)(buffer + at);
        // The kernel pads a name with zero bytes, so it is always terminated.
        change(context, event->mask & IN_Q_OVERFLOW ? -1 : event->wd, event->len > 0 ? event->name : "");
        count += 1;
        at += (ssize_t)sizeof(struct inotify_event) + event->len;
    }
    return count;
}

int linux_list_directory(const char *path, void *context, int (*entry)(void *context, const char *name)) {
    DIR *directory = opendir(path);
    if (directory == NULL) {
        return -errno;
    }
    int outcome = 0;
    for (;;) {
        errno = 0;
        struct dirent *found = readdir(directory);
        if (found == NULL) {
            outcome = -errno;
            break;
        }
        if (strcmp(found->d_name, ".") != 0 && strcmp(found->d_name, "..") != 0 && !entry(context, found->d_name)) {
            break;
        }
    }
    closedir(directory);
    return outcome;
}

void linux_keep_freed_memory(void) {
    mallopt(M_MMAP_THRESHOLD, 64 << 20);
    mallopt(M_TRIM_THRESHOLD, 128 << 20);
}
