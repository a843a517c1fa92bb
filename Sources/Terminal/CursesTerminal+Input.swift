// SPDX-License-Identifier: Apache-2.0
internal import CTerminal
package import Canvas

extension CursesTerminal {
    /// Keys and bytes taken at once; a flood of input must leave time to draw.
    private static let drainLimit = 64 * 1024
    /// A paste without an end is given up when nothing has come for so long, so that the keyboard is not lost for ever.
    private static let pasteLimit = Duration.seconds(10)

    /// Waits until something happens or the time is over; `nil` waits for ever.
    package mutating func poll(timeoutMilliseconds: Int?) -> Wake {
        var wake = Wake()
        var timeout = timeoutMilliseconds.map { min(max(0, $0), 3_600_000) } ?? -1
        if decoder.isPasting {
            let left = Self.pasteLimit - lastInput.duration(to: .now)
            let milliseconds = max(0, Int(left / .milliseconds(1)) + 1)
            timeout = timeout < 0 ? milliseconds : min(timeout, milliseconds)
        }
        if let left = answerMilliseconds { timeout = timeout < 0 ? left : min(timeout, left) }
        if hasMoreInput || hasNewSize { timeout = 0 }
        let found = terminal_wait(
            options.input, waker.descriptor, claim.signals.descriptor, Int32(truncatingIfNeeded: timeout))
        wake.isWoken = found & terminal_wait_event.rawValue != 0 && terminal_event_take(waker.descriptor)
        if found & terminal_wait_signal.rawValue != 0 {
            _ = terminal_event_take(claim.signals.descriptor)
            heed(terminal_signals_take(), &wake)
        }
        if found & terminal_wait_hang_up.rawValue != 0 { wake.termination = .hangUp }
        wake.hasInput =
            found & terminal_wait_input.rawValue != 0 || hasMoreInput || hasNewSize || isPasteStalled
            || decoder.holdsAnswer && areAnswersLate
        return wake
    }

    /// Takes what came in, all of it up to a bound; `poll` then says at once that there is more.
    package mutating func drainInput() -> [TerminalInput] {
        var inputs: [TerminalInput] = []
        if hasNewSize {
            hasNewSize = false
            inputs.append(.resized(size))
        }
        let wasStalled = isPasteStalled
        var count = 0
        hasMoreInput = false
        while let value = screen.read() {
            if let byte = UInt8(exactly: value) {
                decoder.feed(byte)
            } else if let key = CursesKeys.key(number: value, name: screen.name(ofKey: value)) {
                decoder.feed(key)
            }
            count += 1
            if count == Self.drainLimit {
                hasMoreInput = true
                break
            }
        }
        if count > 0 { lastInput = .now }
        if !hasMoreInput { decoder.finishBurst() }
        if count == 0, wasStalled { decoder.abandonPaste() }
        takeAnswers()
        if count == 0, areAnswersLate {
            decoder.abandonAnswer()
            answersUntil = nil
        }
        return inputs + decoder.take()
    }

    private var isPasteStalled: Bool {
        decoder.isPasting && lastInput.duration(to: .now) >= Self.pasteLimit
    }

    private mutating func heed(_ signals: UInt32, _ wake: inout Wake) {
        if signals & terminal_signal_continue.rawValue != 0 { resume() }
        if signals & terminal_signal_resize.rawValue != 0 { readSize() }
        wake.wantsSuspension = signals & terminal_signal_stop.rawValue != 0
        if signals & terminal_signal_interrupt.rawValue != 0 { wake.termination = .interrupt }
        if signals & terminal_signal_terminate.rawValue != 0 { wake.termination = .terminate }
        if signals & terminal_signal_hang_up.rawValue != 0 { wake.termination = .hangUp }
    }
}
