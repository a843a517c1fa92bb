// SPDX-License-Identifier: Apache-2.0
internal import Canvas

/// Makes keys, pastes and mouse reports of what ncurses reads: bytes, and keys it knew from terminfo.
///
/// Bytes are hostile: sequences that say nothing are swallowed whole, never taken for keys, and nothing grows without
/// bound. A sequence may come in pieces; only ESC by itself is decided when the input is drained, since ncurses has
/// then waited long enough for more.
struct KeyDecoder: Sendable {
    private enum State: Sendable {
        case ground
        /// ESC has come.
        case escape
        /// ESC [ has come and these parameters; `wasTold` where the ESC was already told as a key.
        case sequence([UInt8], wasTold: Bool)
        /// ESC _ has come and these bytes of a command, at most `commandLimit`; `isEnding` where an ESC has come behind them.
        case command([UInt8], isEnding: Bool)
        /// ESC O has come.
        case application
        /// This many bytes are still to come of something that is no key.
        case swallow(Int)
        case paste(PasteAssembler)
    }

    /// Longer sequences are no keys.
    private static let sequenceLimit = 64
    /// Of longer commands the rest is not kept.
    private static let commandLimit = 128

    private let isUTF8: Bool
    private var state = State.ground
    private var scalars: ScalarAssembler
    /// Whether the scalar under assembly came behind an ESC.
    private var isAlt = false
    /// Whether the last thing told was an ESC by itself, which may have been the first byte of a torn sequence.
    private var mayBeTorn = false
    private var inputs: [TerminalInput] = []
    private var answers: [TerminalAnswer] = []
    /// Whether the terminal was asked something. What may be the beginning of an answer is then not decided yet when no more input is there:
    /// an answer in pieces must not be taken for keys. It ends with the answer to the last question.
    var awaitsAnswers = false
    /// Whether old mouse reports can come at all.
    var isMouseOn = false

    init(isUTF8: Bool) {
        self.isUTF8 = isUTF8
        scalars = ScalarAssembler(isUTF8: isUTF8)
    }

    /// Whether the end mark of a paste is still to come.
    var isPasting: Bool {
        if case .paste = state { true } else { false }
    }

    /// Takes what was decoded so far.
    mutating func take() -> [TerminalInput] {
        defer { inputs.removeAll(keepingCapacity: true) }
        return inputs
    }

    /// Takes what the terminal answered so far.
    mutating func takeAnswers() -> [TerminalAnswer] {
        defer { answers = [] }
        return answers
    }

    /// Whether what came may be the beginning of an answer, so that somebody must end it by `abandonAnswer` after a time.
    var holdsAnswer: Bool {
        switch state {
        case .command: true
        case .escape, .sequence: awaitsAnswers
        default: false
        }
    }

    /// Ends the waiting for answers: what came of one is dropped, and an ESC by itself is a key.
    mutating func abandonAnswer() {
        awaitsAnswers = false
        switch state {
        case .command(let bytes, _) where !bytes.isEmpty: state = .ground
        case .sequence(_, wasTold: false): state = .ground
        default: finishBurst()
        }
    }

    /// Takes a key that ncurses knew.
    mutating func feed(_ key: Key) {
        switch state {
        case .paste:
            // Pasted bytes that look like a key are data that no text field could hold.
            return
        case .escape:
            state = .ground
            inputs.append(.key(Key(key.code, key.modifiers.union(.alt))))
        default:
            state = .ground
            inputs.append(.key(key))
        }
        mayBeTorn = false
    }

    /// Takes a byte.
    mutating func feed(_ byte: UInt8) {
        let couldBeTorn = mayBeTorn
        mayBeTorn = false
        switch state {
        case .ground where couldBeTorn && byte == UInt8(ascii: "["):
            state = .sequence([], wasTold: true)
        case .ground:
            // Only what continues a character belongs to the ESC before it.
            feedText(byte, alt: isAlt && 0x80..<0xc0 ~= byte)
        case .escape:
            feedAfterEscape(byte)
        case .sequence(let parameters, let wasTold):
            feedSequence(byte, parameters, wasTold)
        case .command(let bytes, let isEnding):
            feedCommand(byte, bytes, isEnding)
        case .application:
            state = .ground
            if let key = ControlSequence.applicationKey(byte) { inputs.append(.key(key)) }
        case .swallow(let missing):
            state = missing > 1 ? .swallow(missing - 1) : .ground
        case .paste(var paste):
            // The state lets go of the bytes, so that adding one does not copy them all.
            state = .ground
            if paste.add(byte) {
                inputs.append(.paste(paste.text(isUTF8: isUTF8)))
            } else {
                state = .paste(paste)
            }
        }
    }

    /// Says that no more input is there now.
    mutating func finishBurst() {
        switch state {
        case .escape where awaitsAnswers, .command([], _) where awaitsAnswers:
            break
        case .command([], _):
            state = .ground
            inputs.append(Self.altUnderscore)
        case .escape:
            state = .ground
            mayBeTorn = true
            inputs.append(.key(Key(.escape)))
        case .application:
            state = .ground
            inputs.append(.key(Key(.character("O"), .alt)))
        case .sequence(let parameters, wasTold: true):
            state = .ground
            replay([UInt8(ascii: "[")] + parameters)
        default:
            break
        }
    }

    /// Ends a paste whose end mark does not come: what came is told as a paste.
    mutating func abandonPaste() {
        guard case .paste(let paste) = state else { return }
        state = .ground
        inputs.append(.paste(paste.text(isUTF8: isUTF8)))
    }

    private mutating func feedAfterEscape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "["): state = .sequence([], wasTold: false)
        case UInt8(ascii: "O"): state = .application
        case UInt8(ascii: "_"): state = .command([], isEnding: false)
        case 0x1b: inputs.append(.key(Key(.escape)))
        default:
            state = .ground
            isAlt = byte >= 0x80
            feedText(byte, alt: true)
        }
    }

    private static let altUnderscore = TerminalInput.key(Key(.character("_"), .alt))

    /// A byte of an application program command, or of what only looks like one. Control characters never are in one: they end it.
    private mutating func feedCommand(_ byte: UInt8, _ bytes: [UInt8], _ isEnding: Bool) {
        switch byte {
        case UInt8(ascii: "\\") where isEnding:
            state = .ground
            if let answer = TerminalAnswer(command: bytes) { answers.append(answer) }
        case _ where isEnding:
            state = .escape
            feedAfterEscape(byte)
        case _ where bytes.isEmpty && byte != UInt8(ascii: "G"):
            // Other commands are no answers.
            state = .ground
            inputs.append(Self.altUnderscore)
            feed(byte)
        case 0x1b:
            state = .command(bytes, isEnding: true)
        case 0..<0x20, 0x7f:
            state = .ground
            feedText(byte, alt: false)
        default:
            state = .command(bytes.count < Self.commandLimit ? bytes + [byte] : bytes, isEnding: false)
        }
    }

    private mutating func feedSequence(_ byte: UInt8, _ parameters: [UInt8], _ wasTold: Bool) {
        switch byte {
        case 0x1b:
            state = .escape
        case 0x20...0x3f where parameters.count < Self.sequenceLimit:
            state = .sequence(parameters + [byte], wasTold: wasTold)
        case 0x20...0x3f:
            break
        case UInt8(ascii: "[") where parameters.isEmpty && !wasTold:
            // A function key of the Linux console that terminfo does not know.
            state = .swallow(1)
        default:
            state = .ground
            finishSequence(byte, parameters, wasTold)
        }
    }

    private mutating func finishSequence(_ final: UInt8, _ parameters: [UInt8], _ wasTold: Bool) {
        if let answer = TerminalAnswer(parameters: parameters, final: final) {
            // It is the answer to the last question.
            if case .attributes = answer { awaitsAnswers = false }
            answers.append(answer)
        } else if final == UInt8(ascii: "~"), parameters == Array("200".utf8) {
            state = .paste(PasteAssembler())
        } else if parameters.first == UInt8(ascii: "<"), final == UInt8(ascii: "M") || final == UInt8(ascii: "m") {
            let report = ControlSequence.mouse(
                parameters: Array(parameters.dropFirst()), isRelease: final == UInt8(ascii: "m"))
            if let report, isMouseOn { inputs.append(report) }
        } else if isMouseOn, parameters.isEmpty, final == UInt8(ascii: "M") {
            // A mouse report in the old form.
            state = .swallow(3)
        } else if let key = ControlSequence.key(parameters: parameters, final: final) {
            inputs.append(.key(key))
        } else if wasTold {
            replay([UInt8(ascii: "[")] + parameters + [final])
        }
    }

    /// Tells bytes as the keys that they are, when they turned out to be no sequence.
    private mutating func replay(_ bytes: [UInt8]) {
        for byte in bytes { feedText(byte, alt: false) }
    }

    private mutating func feedText(_ byte: UInt8, alt: Bool) {
        if byte == 0x1b {
            state = .escape
            return
        }
        guard let scalar = scalars.add(byte) else { return }
        isAlt = false
        guard let key = Self.key(scalar) else { return }
        inputs.append(.key(alt ? Key(key.code, key.modifiers.union(.alt)) : key))
    }

    /// The key that sends a scalar; `nil` for control characters of the second set.
    static func key(_ scalar: Unicode.Scalar) -> Key? {
        switch scalar.value {
        case 0: Key(.space, .control)
        case 8, 127: Key(.backspace)
        case 9: Key(.tab)
        case 13: Key(.enter)
        case 27: Key(.escape)
        case 1...26: Key(.character(letter(scalar.value + 0x60)), .control)
        case 28...31: Key(.character(letter(scalar.value + 0x40)), .control)
        case 32: Key(.space)
        case 0x80..<0xa0: nil
        default: Key(.character(Character(scalar)))
        }
    }

    private static func letter(_ value: UInt32) -> Character {
        Character(Unicode.Scalar(UInt8(truncatingIfNeeded: value)))
    }
}
