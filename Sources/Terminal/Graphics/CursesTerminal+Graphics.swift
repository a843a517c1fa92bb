// SPDX-License-Identifier: Apache-2.0
internal import CTerminal

extension CursesTerminal {
    /// Answers to what is asked at the start are waited for so long; what came of one by then is dropped.
    static let answerLimit = Duration.seconds(2)
    /// The beginning of what looks like an answer, but was not asked for, is kept for so long.
    static let strayLimit = Duration.seconds(1)

    /// How this terminal draws pictures; `nil` until it has said that it can, and where it cannot.
    package var graphics: TerminalGraphics? { enquiry.graphics }

    /// Asks the terminal what pictures it can draw. The answers come in by `drainInput`; nothing waits for them.
    mutating func askForGraphics() {
        guard GraphicsEnquiry.isWise(in: surroundings, depth: traits.depth) else { return }
        decoder.awaitsAnswers = true
        answersUntil = .now + Self.answerLimit
        write(GraphicsEnquiry.questions)
    }

    /// How long to wait for the rest of an answer, in milliseconds; `nil` where none has begun.
    var answerMilliseconds: Int? {
        guard decoder.holdsAnswer, let answersUntil else { return nil }
        let left = ContinuousClock.now.duration(to: answersUntil)
        return max(0, Int(left / .milliseconds(1)) + 1)
    }

    /// Has answers that are still under way not come after the screen is left, where they would be typed into a shell.
    func catchAnswers() {
        guard decoder.awaitsAnswers, !areAnswersLate else { return }
        _ = terminal_wait(options.input, waker.descriptor, claim.signals.descriptor, 200)
        while screen.read() != nil {}
    }

    /// Whether the time for answers is over.
    var areAnswersLate: Bool { answersUntil.map { $0 <= .now } ?? false }

    /// Takes the answers that came in, and drops what came of one too late.
    mutating func takeAnswers() {
        let before = graphics?.form
        for answer in decoder.takeAnswers() where enquiry.take(answer) {
            decoder.awaitsAnswers = false
            answersUntil = nil
        }
        if decoder.holdsAnswer, answersUntil == nil { answersUntil = .now + Self.strayLimit }
        guard let form = graphics?.form, form != before else { return }
        if form != .kitty { screen.forbidShifting() }
        // A crash takes the pictures away as well.
        guard options.handlesSignals else { return }
        terminal_guard_disarm()
        armGuard()
    }

    /// What a crash writes.
    func armGuard() {
        let pictures = String(decoding: PictureOutput.farewell(graphics?.form), as: UTF8.self)
        Self.armGuard(pictures + modes.leave + screen.farewell, output: options.output)
    }

    /// Takes our pictures away before the screen is left.
    func leavePictures() { write(PictureOutput.farewell(graphics?.form)) }
}
