// SPDX-License-Identifier: Apache-2.0
internal import Canvas

/// The meaning of a control sequence (ESC [ ...) or of a terminfo key.
///
/// Source: xterm control sequences, "PC-Style Function Keys", "VT220-Style Function Keys", "SGR (1006)" mouse.
enum ControlSequence {
    /// What `ESC [` with `parameters` and the byte `final` says, or `nil` where it says nothing to us.
    static func key(parameters: [UInt8], final: UInt8) -> Key? {
        guard let numbers = numbers(parameters) else { return nil }
        let modifiers = numbers.count > 1 ? modifiers(numbers[1]) : []
        switch final {
        case UInt8(ascii: "~"):
            guard let code = tilde[numbers.first ?? 0] else { return nil }
            return shifted(code, modifiers)
        case UInt8(ascii: "Z"):
            return Key(.tab, .shift)
        case UInt8(ascii: "P")...UInt8(ascii: "S"):
            // With other first numbers these are answers to questions, not keys.
            guard (numbers.first ?? 1) <= 1 else { return nil }
            return Key(.function(Int(final - UInt8(ascii: "P")) + 1), modifiers)
        default:
            return letters[final].map { Key($0, modifiers) }
        }
    }

    /// What `ESC O` and `final` says: keys in application mode.
    static func applicationKey(_ final: UInt8) -> Key? {
        switch final {
        case UInt8(ascii: "P")...UInt8(ascii: "S"): Key(.function(Int(final - UInt8(ascii: "P")) + 1))
        case UInt8(ascii: "M"): Key(.enter)
        default: letters[final].map { Key($0) }
        }
    }

    /// What the mouse did, from the parameters after `ESC [ <`; `nil` for releases, moves and nonsense.
    static func mouse(parameters: [UInt8], isRelease: Bool) -> TerminalInput? {
        guard !isRelease, let numbers = numbers(parameters), numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else {
            return nil
        }
        // 4, 8 and 16 are Shift, Alt and Control; 32 is a move.
        guard let button = buttons[numbers[0] & ~28] else { return nil }
        return .mouse(button: button, column: numbers[1] - 1, row: numbers[2] - 1)
    }

    /// F13 and up are how terminals of old told Shift, Control and Alt.
    static func function(_ number: Int, _ modifiers: Key.Modifiers = []) -> Key? {
        switch number {
        case 1...12: Key(.function(number), modifiers)
        case 13...24: Key(.function(number - 12), modifiers.union(.shift))
        case 25...36: Key(.function(number - 24), modifiers.union(.control))
        case 37...48: Key(.function(number - 36), modifiers.union([.control, .shift]))
        case 49...60: Key(.function(number - 48), modifiers.union(.alt))
        default: nil
        }
    }

    /// The modifiers of xterm's number: one more than 1 Shift, 2 Alt, 4 Control.
    static func modifiers(_ number: Int) -> Key.Modifiers {
        let bits = max(0, number - 1)
        var modifiers: Key.Modifiers = []
        if bits & 1 != 0 { modifiers.insert(.shift) }
        if bits & 2 != 0 { modifiers.insert(.alt) }
        if bits & 4 != 0 { modifiers.insert(.control) }
        return modifiers
    }

    private static func shifted(_ code: Key.Code, _ modifiers: Key.Modifiers) -> Key? {
        if case .function(let number) = code { return function(number, modifiers) }
        return Key(code, modifiers)
    }

    /// Numbers between semicolons, each at most four digits; an empty one is 0.
    private static func numbers(_ parameters: [UInt8]) -> [Int]? {
        var result: [Int] = []
        for field in parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false) {
            guard field.count <= 4, field.allSatisfy({ (0x30...0x39) ~= $0 }) else { return nil }
            result.append(field.reduce(0) { $0 * 10 + Int($1 - 0x30) })
        }
        return parameters.isEmpty ? [] : result
    }

    private static let letters: [UInt8: Key.Code] = [
        UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right, UInt8(ascii: "D"): .left,
        UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end,
    ]
    private static let tilde: [Int: Key.Code] = [
        1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
        11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5), 17: .function(6),
        18: .function(7), 19: .function(8), 20: .function(9), 21: .function(10), 23: .function(11), 24: .function(12),
        25: .function(13), 26: .function(14), 28: .function(15), 29: .function(16), 31: .function(17),
        32: .function(18), 33: .function(19), 34: .function(20),
    ]
    private static let buttons: [Int: MouseButton] = [
        0: .left, 1: .middle, 2: .right, 64: .wheelUp, 65: .wheelDown,
    ]
}
