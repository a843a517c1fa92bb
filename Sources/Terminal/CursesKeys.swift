// SPDX-License-Identifier: Apache-2.0
internal import CNcurses
internal import Canvas

/// The keys that ncurses names by numbers of its own.
enum CursesKeys {
    /// The key of a number, or `nil` for one that is of no use here (resize, mouse, keys of old keyboards).
    ///
    /// `name` is what ncurses calls it; keys with modifiers have only names (`kRIT5` is Control-Right), no fixed numbers.
    static func key(number: Int32, name: String) -> Key? {
        if let key = fixed[number] { return key }
        if (KEY_F0 + 1...KEY_F0 + 60).contains(number) { return ControlSequence.function(Int(number - KEY_F0)) }
        guard let last = name.last, let modifier = last.wholeNumberValue, let code = named[String(name.dropLast())]
        else {
            return nil
        }
        return Key(code, ControlSequence.modifiers(modifier))
    }

    private static let fixed: [Int32: Key] = [
        KEY_UP: Key(.up), KEY_DOWN: Key(.down), KEY_LEFT: Key(.left), KEY_RIGHT: Key(.right),
        KEY_HOME: Key(.home), KEY_END: Key(.end), KEY_PPAGE: Key(.pageUp), KEY_NPAGE: Key(.pageDown),
        KEY_FIND: Key(.home), KEY_SELECT: Key(.end),
        KEY_IC: Key(.insert), KEY_DC: Key(.delete), KEY_BACKSPACE: Key(.backspace), KEY_ENTER: Key(.enter),
        KEY_BTAB: Key(.tab, .shift),
        KEY_SR: Key(.up, .shift), KEY_SF: Key(.down, .shift),
        KEY_SLEFT: Key(.left, .shift), KEY_SRIGHT: Key(.right, .shift),
        KEY_SHOME: Key(.home, .shift), KEY_SEND: Key(.end, .shift),
        KEY_SPREVIOUS: Key(.pageUp, .shift), KEY_SNEXT: Key(.pageDown, .shift),
        KEY_SIC: Key(.insert, .shift), KEY_SDC: Key(.delete, .shift),
        KEY_A1: Key(.home), KEY_A3: Key(.pageUp), KEY_C1: Key(.end), KEY_C3: Key(.pageDown),
    ]
    private static let named: [String: Key.Code] = [
        "kUP": .up, "kDN": .down, "kLFT": .left, "kRIT": .right, "kHOM": .home, "kEND": .end,
        "kPRV": .pageUp, "kNXT": .pageDown, "kIC": .insert, "kDC": .delete,
    ]
}
