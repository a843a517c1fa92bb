// SPDX-License-Identifier: Apache-2.0
//
// Only write(), tcsetattr() and signal calls are used behind `give_back`: it runs in signal handlers.
#include "CTerminal.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const int crashes[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
enum { crash_count = sizeof crashes / sizeof crashes[0] };

static struct sigaction former[crash_count];
static struct termios saved_modes;
static int mode_descriptor = -1;
static uint8_t farewell[512];
static size_t farewell_count;
static int farewell_descriptor = -1;
static pid_t owner;
static atomic_bool armed;
static bool exit_hook_stands;
// A stack overflow leaves no stack to handle it on.
static uint8_t crash_stack[64 * 1024];

static void give_back(void) {
    if (!atomic_exchange(&armed, false)) return;
    // A child of fork() must not touch its parent's terminal.
    if (getpid() != owner) return;
    const uint8_t *bytes = farewell;
    size_t count = farewell_count;
    while (count > 0) {
        ssize_t written = write(farewell_descriptor, bytes, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) break;
        bytes += written;
        count -= (size_t)written;
    }
    tcsetattr(mode_descriptor, TCSANOW, &saved_modes);
}

static void crash(int number) {
    give_back();
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigemptyset(&standard.sa_mask);
    sigaction(number, &standard, NULL);
    sigset_t again;
    sigemptyset(&again);
    sigaddset(&again, number);
    pthread_sigmask(SIG_UNBLOCK, &again, NULL);
    raise(number);
}

int terminal_guard_save(int input) {
    if (tcgetattr(input, &saved_modes) != 0) return errno;
    mode_descriptor = input;
    return 0;
}

int terminal_guard_arm(int output, const uint8_t *bytes, size_t count) {
    if (count > sizeof farewell) return E2BIG;
    memcpy(farewell, bytes, count);
    farewell_count = count;
    farewell_descriptor = output;
    owner = getpid();

    stack_t stack = {.ss_sp = crash_stack, .ss_size = sizeof crash_stack};
    if (sigaltstack(&stack, NULL) != 0) return errno;
    struct sigaction action = {.sa_handler = crash, .sa_flags = SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    for (int index = 0; index < crash_count; index++) {
        if (sigaction(crashes[index], &action, &former[index]) != 0) return errno;
    }
    if (!exit_hook_stands) exit_hook_stands = atexit(give_back) == 0;
    atomic_store(&armed, true);
    return 0;
}

void terminal_guard_disarm(void) {
    if (!atomic_exchange(&armed, false)) return;
    for (int index = 0; index < crash_count; index++) sigaction(crashes[index], &former[index], NULL);
}

void terminal_guard_restore_modes(void) {
    if (mode_descriptor >= 0) tcsetattr(mode_descriptor, TCSADRAIN, &saved_modes);
}
