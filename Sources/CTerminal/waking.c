// SPDX-License-Identifier: Apache-2.0
#include "CTerminal.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

int terminal_event_open(void) {
    int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return event < 0 ? -errno : event;
}

void terminal_event_signal(int event) {
    int kept = errno;
    uint64_t one = 1;
    // Full (EAGAIN) means readable already, which is all that is wanted.
    ssize_t ignored = write(event, &one, sizeof one);
    (void)ignored;
    errno = kept;
}

bool terminal_event_take(int event) {
    uint64_t count = 0;
    return read(event, &count, sizeof count) == (ssize_t)sizeof count;
}

void terminal_descriptor_close(int descriptor) { close(descriptor); }

uint32_t terminal_wait(int input, int event, int signal_event, int milliseconds) {
    struct pollfd waits[3] = {{input, POLLIN, 0}, {event, POLLIN, 0}, {signal_event, POLLIN, 0}};
    int found;
    do {
        found = poll(waits, 3, milliseconds);
        // A handler of ours has made `signal_event` readable, so that the next poll returns at once.
    } while (found < 0 && errno == EINTR);
    if (found <= 0) return 0;
    uint32_t result = 0;
    if (waits[0].revents & POLLIN) result |= terminal_wait_input;
    if (waits[0].revents & (POLLHUP | POLLERR | POLLNVAL)) result |= terminal_wait_hang_up;
    if (waits[1].revents) result |= terminal_wait_event;
    if (waits[2].revents) result |= terminal_wait_signal;
    return result;
}

static atomic_bool claimed;

bool terminal_claim(void) { return !atomic_exchange(&claimed, true); }

void terminal_release(void) { atomic_store(&claimed, false); }

struct terminal_size terminal_size_read(int descriptor) {
    struct winsize window = {0};
    struct terminal_size size = {0, 0, 0, 0};
    if (ioctl(descriptor, TIOCGWINSZ, &window) == 0) {
        size.columns = window.ws_col;
        size.rows = window.ws_row;
        size.width = window.ws_xpixel;
        size.height = window.ws_ypixel;
    }
    return size;
}

int terminal_write(int descriptor, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(descriptor, bytes, count);
        if (written >= 0) {
            bytes += written;
            count -= (size_t)written;
        } else if (errno == EAGAIN) {
            struct pollfd wait = {descriptor, POLLOUT, 0};
            poll(&wait, 1, -1);
            if (wait.revents & (POLLHUP | POLLERR | POLLNVAL)) return EIO;
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}
