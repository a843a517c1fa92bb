// SPDX-License-Identifier: Apache-2.0
//
// What must be C between the console and its terminal: signal handlers, the restoring of the terminal in a crash, and
// Linux calls that Swift's Glibc module leaves out. No function here throws away an error silently that matters:
// each says what it returns.
#ifndef VEDETTE_CTERMINAL_H
#define VEDETTE_CTERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// MARK: Waking a poll

// A new non-blocking, close-on-exec eventfd, or -errno.
int terminal_event_open(void);
// Makes the eventfd readable. Safe in a signal handler and from any thread; errno is kept.
void terminal_event_signal(int event);
// Makes it unreadable again; says whether it was readable.
bool terminal_event_take(int event);
// Closes a descriptor.
void terminal_descriptor_close(int descriptor);

// Bits of what `terminal_wait` found.
enum terminal_wait_bit {
    terminal_wait_input = 1,
    terminal_wait_event = 2,
    terminal_wait_signal = 4,
    // The terminal is gone (its other side was closed).
    terminal_wait_hang_up = 8,
};
// Waits for input, for either eventfd, or until `milliseconds` are over (negative: for ever). 0 means time was over.
// A signal that has no handler of ours does not end the wait, but its whole time may start again.
uint32_t terminal_wait(int input, int event, int signal_event, int milliseconds);

// MARK: Signals

// Bits of `terminal_signals_take`.
enum terminal_signal_bit {
    terminal_signal_resize = 1,
    terminal_signal_interrupt = 2,
    terminal_signal_terminate = 4,
    terminal_signal_hang_up = 8,
    terminal_signal_stop = 16,
    terminal_signal_continue = 32,
};
// Handles SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGTSTP and SIGCONT by noting the bit and making `event` readable.
// A SIGHUP that is ignored (nohup) stays ignored. 0, or errno of the first that failed. One caller at a time.
int terminal_signals_install(int event);
// What came since the last call; clears it.
uint32_t terminal_signals_take(void);
// Leaves bits for the next call.
void terminal_signals_put_back(uint32_t signals);
// Puts the former actions back.
void terminal_signals_remove(void);
// Stops the foreground process group as if SIGTSTP had come unhandled; returns when the process is continued.
void terminal_stop(void);

// MARK: The guard: gives the terminal back, whatever happens

// Keeps the terminal modes of `input` as those to return to. 0, or errno.
int terminal_guard_save(int input);
// From now on a crash (SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT) or exit() writes `bytes` to `output` and sets
// the saved modes; a crash then goes on with the default action. At most 512 bytes are kept. 0, or errno.
int terminal_guard_arm(int output, const uint8_t *bytes, size_t count);
// The terminal was given back in the ordinary way; puts the former crash actions back.
void terminal_guard_disarm(void);
// Sets the saved modes, after what was written has gone out. For tidy ends, after ncurses has done its part.
void terminal_guard_restore_modes(void);

// MARK: The terminal

// ncurses, the signal actions and the guard are one per process: true for the first that asks, until it releases.
bool terminal_claim(void);
void terminal_release(void);

struct terminal_size {
    // 0 where the terminal does not know.
    int columns;
    int rows;
    // Of all cells together, in pixels.
    int width;
    int height;
};
struct terminal_size terminal_size_read(int descriptor);
// Writes all of it, waiting where the descriptor does not block. 0, or errno.
int terminal_write(int descriptor, const uint8_t *bytes, size_t count);

// Runs `tmux load-buffer -w -` with `bytes` as its input; at most `milliseconds` are waited in all, then it is killed.
// Its exit status; or -errno where it could not run, was killed or took no input.
int terminal_load_tmux_buffer(const uint8_t *bytes, size_t count, int milliseconds);

#endif
