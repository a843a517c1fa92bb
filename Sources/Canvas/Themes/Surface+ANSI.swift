// SPDX-License-Identifier: Apache-2.0

extension Surface {
    /// The rows with SGR escape sequences, for pictures in the documents; not for a terminal in use.
    ///
    /// Each row ends in a reset and a newline. Source: ECMA-48 8.3.117, and ITU-T T.416 for the direct colours.
    package func ansi(theme: Theme, depth: ColourDepth) -> String {
        let resolved = theme.resolve(depth)
        var text = ""
        for y in 0..<size.rows {
            var last: Style?
            for x in 0..<size.columns {
                let cell = cells[y * size.columns + x]
                if cell.isContinuation { continue }
                if cell.style != last {
                    text += Self.sequence(resolved[cell.style])
                    last = cell.style
                }
                text.unicodeScalars.append(cell.base)
                if let mark = cell.mark { text.unicodeScalars.append(mark) }
            }
            text += "\u{1B}[0m\n"
        }
        return text
    }

    private static func sequence(_ style: ResolvedStyle) -> String {
        var codes = "0"
        if style.attributes.contains(.bold) { codes += ";1" }
        if style.attributes.contains(.italic) { codes += ";3" }
        if style.attributes.contains(.underline) { codes += ";4" }
        if style.attributes.contains(.reverse) { codes += ";7" }
        codes += code(style.foreground, base: 30)
        codes += code(style.background, base: 40)
        return "\u{1B}[\(codes)m"
    }

    /// The code of a colour: `base` is 30 for the foreground and 40 for the ground.
    private static func code(_ colour: ResolvedColour, base: Int) -> String {
        switch colour {
        case .default: ""
        case .index(let index) where index < 8: ";\(base + Int(index))"
        case .index(let index) where index < 16: ";\(base + 52 + Int(index))"
        case .index(let index): ";\(base + 8);5;\(index)"
        case .rgb(let red, let green, let blue): ";\(base + 8);2;\(red);\(green);\(blue)"
        }
    }
}
