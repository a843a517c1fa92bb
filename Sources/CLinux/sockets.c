// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static int address_of(const char *path, struct sockaddr_un *address) {
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof address->sun_path) {
        return -ENAMETOOLONG;
    }
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    memcpy(address->sun_path, path, length + 1);
    return 0;
}

static int failed(int descriptor) {
    int code = errno;
    close(descriptor);
    return -code;
}

int linux_socket_path_limit(void) {
    struct sockaddr_un address;
    return (int)sizeof address.sun_path - 1;
}

int linux_socket_listen(const char *path, int backlog) {
    struct sockaddr_un address;
    int outcome = address_of(path, &address);
    if (outcome < 0) {
        return outcome;
    }
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) {
        return -errno;
    }
    if (bind(descriptor, (const struct sockaddr *)&address, sizeof address) < 0) {
        return failed(descriptor);
    }
    // Until here the umask may have kept others out, which is no harm; and nobody can connect before listen.
    if (chmod(path, 0666) < 0 || listen(descriptor, backlog) < 0) {
        int code = errno;
        unlink(path);
        close(descriptor);
        return -code;
    }
    return descriptor;
}

int linux_socket_accept(int listening) {
    int connection;
    do {
        connection = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
    } while (connection < 0 && errno == EINTR);
    return connection < 0 ? -errno : connection;
}

int linux_connect_unix(const char *path) {
    struct sockaddr_un address;
    int outcome = address_of(path, &address);
    if (outcome < 0) {
        return outcome;
    }
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return -errno;
    }
    return connect(descriptor, (const struct sockaddr *)&address, sizeof address) < 0 ? failed(descriptor) : descriptor;
}

int linux_socket_connect(const char *path, int milliseconds) {
    struct sockaddr_un address;
    int outcome = address_of(path, &address);
    if (outcome < 0) {
        return outcome;
    }
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return -errno;
    }
    outcome = linux_socket_patience(descriptor, milliseconds, milliseconds);
    if (outcome < 0) {
        close(descriptor);
        return outcome;
    }
    while (connect(descriptor, (const struct sockaddr *)&address, sizeof address) < 0) {
        // A Unix socket that was interrupted is not connected, and may be tried again. Source: unix(7), connect(2).
        if (errno != EINTR) {
            return failed(descriptor);
        }
    }
    return descriptor;
}

static int set_patience(int connection, int option, int milliseconds) {
    struct timeval time = {.tv_sec = milliseconds / 1000, .tv_usec = (milliseconds % 1000) * 1000};
    return setsockopt(connection, SOL_SOCKET, option, &time, sizeof time) < 0 ? -errno : 0;
}

int linux_socket_patience(int connection, int reading, int writing) {
    int outcome = set_patience(connection, SO_RCVTIMEO, reading);
    return outcome < 0 ? outcome : set_patience(connection, SO_SNDTIMEO, writing);
}

int64_t linux_socket_receive(int connection, void *bytes, size_t count) {
    ssize_t got;
    do {
        got = recv(connection, bytes, count, 0);
    } while (got < 0 && errno == EINTR);
    return got < 0 ? -errno : got;
}

int64_t linux_socket_send(int connection, const void *bytes, size_t count, int waits) {
    ssize_t sent;
    do {
        sent = send(connection, bytes, count, MSG_NOSIGNAL | (waits ? 0 : MSG_DONTWAIT));
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

int linux_socket_peer(int connection, linux_peer *peer) {
    struct ucred found;
    socklen_t length = sizeof found;
    if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &found, &length) < 0) {
        return -errno;
    }
    peer->process = (int32_t)found.pid;
    peer->user = (uint32_t)found.uid;
    peer->group = (uint32_t)found.gid;
    return 0;
}

// What the databases of users and groups need; entries of groups with many members are long.
enum { ENTRY_LEAST = 4096, ENTRY_MOST = 1 << 22 };

int linux_user_name(uint32_t user, char *name, size_t size, uint32_t *group) {
    for (size_t room = ENTRY_LEAST; room <= ENTRY_MOST; room *= 4) {
        char *buffer = malloc(room);
        if (buffer == NULL) {
            return -ENOMEM;
        }
        struct passwd entry, *found = NULL;
        int failure = getpwuid_r((uid_t)user, &entry, buffer, room, &found);
        int outcome = failure != 0 ? -failure : found == NULL ? -ENOENT : 0;
        if (outcome == 0 && strlen(found->pw_name) >= size) {
            outcome = -ENAMETOOLONG;
        }
        if (outcome == 0) {
            strcpy(name, found->pw_name);
            *group = (uint32_t)found->pw_gid;
        }
        free(buffer);
        if (outcome != -ERANGE) {
            return outcome;
        }
    }
    return -ERANGE;
}

int linux_groups_of_user(const char *name, uint32_t group, uint32_t *groups, int most) {
    int count = most;
    // It tells how many there are where they do not fit, and gives those that do.
    getgrouplist(name, (gid_t)group, (gid_t *)groups, &count);
    return count < most ? count : most;
}

int linux_group_number(const char *name, uint32_t *number) {
    for (size_t room = ENTRY_LEAST; room <= ENTRY_MOST; room *= 4) {
        char *buffer = malloc(room);
        if (buffer == NULL) {
            return -ENOMEM;
        }
        struct group entry, *found = NULL;
        int failure = getgrnam_r(name, &entry, buffer, room, &found);
        int outcome = failure != 0 ? -failure : found == NULL ? -ENOENT : 0;
        if (outcome == 0) {
            *number = (uint32_t)found->gr_gid;
        }
        free(buffer);
        if (outcome != -ERANGE) {
            return outcome;
        }
    }
    return -ERANGE;
}
