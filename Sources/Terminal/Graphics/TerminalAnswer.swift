// SPDX-License-Identifier: Apache-2.0
internal import Canvas

/// What a terminal answers when it is asked what it can do. It comes in among the keys, and anybody may have typed it.
///
/// Source: xterm control sequences, "Primary DA", "Window manipulation" (16), "Set or request graphics attribute"; kitty, "Terminal graphics
/// protocol", "Querying support and available transmission mediums".
enum TerminalAnswer: Hashable, Sendable {
    /// It draws pictures by kitty's protocol, or said that something was wrong with the one that it was asked about.
    case kitty(isFine: Bool)
    /// Primary device attributes; it is asked for these last.
    case attributes(hasSixel: Bool)
    /// The size of a cell.
    case cell(CellPixels)
    /// Colours that a sixel picture may have, 2 to 256.
    case colours(Int)

    /// The number of the picture that is asked about.
    static let askedNumber = 31

    /// A control sequence, `ESC [` with `parameters` and `final`; `nil` where it is no such answer.
    init?(parameters: [UInt8], final: UInt8) {
        let isPrivate = parameters.first == UInt8(ascii: "?")
        guard let numbers = Self.numbers(isPrivate ? parameters.dropFirst() : parameters[...]) else { return nil }
        switch (final, isPrivate, numbers.count) {
        case (UInt8(ascii: "c"), true, 1...):
            self = .attributes(hasSixel: numbers.dropFirst().contains(4))
        case (UInt8(ascii: "t"), false, 3) where numbers[0] == 6:
            guard let cell = CellPixels(width: numbers[2], height: numbers[1]) else { return nil }
            self = .cell(cell)
        case (UInt8(ascii: "S"), true, 3) where numbers[0] == 1 && numbers[1] == 0 && numbers[2] >= 2:
            self = .colours(min(256, numbers[2]))
        default:
            return nil
        }
    }

    /// An application program command, what stands between `ESC _` and `ESC \`; `nil` where it is no such answer.
    init?(command: [UInt8]) {
        let text = Array("Gi=\(Self.askedNumber);".utf8)
        guard command.starts(with: text) else { return nil }
        self = .kitty(isFine: command.dropFirst(text.count).elementsEqual("OK".utf8))
    }

    /// Numbers between semicolons, each of one to six digits.
    private static func numbers(_ parameters: ArraySlice<UInt8>) -> [Int]? {
        var result: [Int] = []
        for field in parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false) {
            guard (1...6).contains(field.count), field.allSatisfy({ (0x30...0x39) ~= $0 }) else { return nil }
            result.append(field.reduce(0) { $0 * 10 + Int($1 - 0x30) })
        }
        return result
    }
}
