// SPDX-License-Identifier: Apache-2.0
#include "CTerminal.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

static const struct {
    int number;
    uint32_t bit;
} handled[] = {
    {SIGWINCH, terminal_signal_resize}, {SIGINT, terminal_signal_interrupt}, {SIGTERM, terminal_signal_terminate},
    {SIGHUP, terminal_signal_hang_up},  {SIGTSTP, terminal_signal_stop},     {SIGCONT, terminal_signal_continue},
};
enum { handled_count = sizeof handled / sizeof handled[0] };

static struct sigaction former[handled_count];
static bool replaced[handled_count];
static atomic_uint pending;
static atomic_int wake_event = -1;

static void note(int number) {
    for (int index = 0; index < handled_count; index++) {
        if (handled[index].number == number) atomic_fetch_or(&pending, handled[index].bit);
    }
    int event = atomic_load(&wake_event);
    if (event >= 0) terminal_event_signal(event);
}

int terminal_signals_install(int event) {
    atomic_store(&pending, 0);
    atomic_store(&wake_event, event);
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (int index = 0; index < handled_count; index++) {
        int number = handled[index].number;
        replaced[index] = false;
        if (sigaction(number, NULL, &former[index]) != 0) return errno;
        // Under nohup a hang-up must not end the program.
        if (number == SIGHUP && former[index].sa_handler == SIG_IGN) continue;
        if (sigaction(number, &action, NULL) != 0) return errno;
        replaced[index] = true;
    }
    return 0;
}

uint32_t terminal_signals_take(void) { return atomic_exchange(&pending, 0); }

void terminal_signals_put_back(uint32_t signals) {
    atomic_fetch_or(&pending, signals);
    int event = atomic_load(&wake_event);
    if (event >= 0) terminal_event_signal(event);
}

void terminal_signals_remove(void) {
    for (int index = 0; index < handled_count; index++) {
        if (replaced[index]) sigaction(handled[index].number, &former[index], NULL);
        replaced[index] = false;
    }
    atomic_store(&wake_event, -1);
}

void terminal_stop(void) {
    struct sigaction standard = {.sa_handler = SIG_DFL}, kept;
    sigset_t stop, mask;
    sigemptyset(&standard.sa_mask);
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    sigaction(SIGTSTP, &standard, &kept);
    pthread_sigmask(SIG_UNBLOCK, &stop, &mask);
    // The whole group, as the terminal driver does it: a shell between us and the user's shell must stop too.
    // Linux stops this thread before kill returns; an orphaned group is not stopped at all, and we go on.
    kill(0, SIGTSTP);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    sigaction(SIGTSTP, &kept, NULL);
}
