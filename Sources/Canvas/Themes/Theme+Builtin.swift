// SPDX-License-Identifier: Apache-2.0

extension Theme {
    /// The themes that the program carries, so that it needs no files; `default` is the first.
    ///
    /// Their texts are those of `themes/*.yaml`, which are there to be copied and changed; a test compares them.
    package static let builtin: [Theme] = {
        var themes: [Theme] = []
        for text in builtinTexts {
            // A text that is not a theme is a mistake in this file, which the tests find before a user can.
            guard let theme = try? Theme(yaml: text, parents: themes) else { preconditionFailure("builtin theme") }
            themes.append(theme)
        }
        return themes
    }()

    /// The theme of that name that the program carries.
    package static func builtin(named name: String) -> Theme? { builtin.first { $0.name == name } }

    /// The theme that Vedette starts with.
    package static var standard: Theme { builtin[0] }

    static let builtinTexts = [defaultText, lightText, highContrastText, colourBlindText, monoText]

    private static let defaultText = """
        # SPDX-License-Identifier: Apache-2.0
        # The dark theme that Vedette starts with. Slate, one accent, warm colours for urgency and faults only.
        # The ground is the terminal's own. Every text role reaches contrast 4.5 on bg and on bg.cursor, chart fills 3.0.
        name: default
        paints_background: false
        textures: false
        roles:
          bg: { rgb: "#10161c", palette256: 233, palette16: default }
          bg.bar: { rgb: "#1a232c", palette256: 235, palette16: default }
          bg.popup: { rgb: "#202c37", palette256: 235, palette16: default }
          bg.cursor: { rgb: "#1b3547", palette256: 236, palette16: default, attributes16: [reverse], mono: [reverse] }
          bg.chip: { rgb: "#2b3845", palette256: 236, palette16: default, attributes16: [reverse] }
          text: { rgb: "#d6dde3", palette256: 253, palette16: default }
          text.strong: { rgb: "#f4f7f9", palette256: 231, palette16: default, attributes16: [bold], mono: [bold] }
          text.dim: { rgb: "#93a1ad", palette256: 248, palette16: default }
          ink: { rgb: "#10161c", palette256: 233, palette16: default, attributes16: [reverse], mono: [reverse] }
          border: { rgb: "#44535f", palette256: 239, palette16: default }
          border.focus: { rgb: "#6fc3d6", palette256: 116, palette16: cyan, mono: [bold] }
          key: { rgb: "#6fc3d6", palette256: 116, palette16: cyan, mono: [bold] }
          accent: { rgb: "#6fc3d6", palette256: 116, palette16: cyan, mono: [bold] }
          urgency.critical: { rgb: "#ff6b81", palette256: 204, palette16: bright red, mono: [bold] }
          urgency.high: { rgb: "#f59a5b", palette256: 215, palette16: red, mono: [bold] }
          urgency.medium: { rgb: "#dec15f", palette256: 179, palette16: yellow }
          urgency.low: { rgb: "#86aede", palette256: 110, palette16: cyan }
          urgency.info: { rgb: "#93a1ad", palette256: 248, palette16: default }
          severity.1: { rgb: "#ff6b81", palette256: 204, palette16: bright red, mono: [bold] }
          severity.2: { rgb: "#e0ac5a", palette256: 179, palette16: yellow }
          severity.3: { rgb: "#8fb2d9", palette256: 110, palette16: cyan }
          trust.trusted: { rgb: "#86c795", palette256: 115, palette16: green }
          trust.flagged: { rgb: "#dec15f", palette256: 179, palette16: yellow }
          trust.failed: { rgb: "#ff6b81", palette256: 204, palette16: bright red, mono: [bold] }
          trust.none: { rgb: "#93a1ad", palette256: 248, palette16: default }
          trust.silent: { rgb: "#c3a2ee", palette256: 183, palette16: magenta }
          state.good: { rgb: "#86c795", palette256: 115, palette16: green }
          state.warn: { rgb: "#dec15f", palette256: 179, palette16: yellow }
          state.bad: { rgb: "#ff6b81", palette256: 204, palette16: bright red, mono: [bold] }
          state.silent: { rgb: "#c3a2ee", palette256: 183, palette16: magenta, mono: [bold] }
          delta.up: { rgb: "#f59a5b", palette256: 215, palette16: red, mono: [bold] }
          delta.down: { rgb: "#86aede", palette256: 110, palette16: cyan }
          chart.severity.1: { rgb: "#ff6b81", palette256: 204, palette16: red }
          chart.severity.2: { rgb: "#cf9846", palette256: 179, palette16: yellow }
          chart.severity.3: { rgb: "#5b80a8", palette256: 67, palette16: cyan }
          chart.other: { rgb: "#7c8b98", palette256: 245, palette16: default }
          bar: { rgb: "#6b93b5", palette256: 67, palette16: cyan }
          bar.track: { rgb: "#44535f", palette256: 239, palette16: default }
          spark: { rgb: "#7d9cb5", palette256: 110, palette16: cyan }
          syn.key: { rgb: "#86aede", palette256: 110, palette16: cyan }
          syn.string: { rgb: "#a9c98a", palette256: 150, palette16: green }
          syn.num: { rgb: "#dec15f", palette256: 179, palette16: yellow }
          syn.mod: { rgb: "#c3a2ee", palette256: 183, palette16: magenta }
          syn.comment: { rgb: "#93a1ad", palette256: 248, palette16: default }
          dry.kept: { rgb: "#6f94b8", palette256: 67, palette16: cyan }
          dry.gained: { rgb: "#86c795", palette256: 115, palette16: green }
          dry.lost: { rgb: "#f59a5b", palette256: 215, palette16: red, mono: [bold] }

        """

    private static let lightText = """
        # SPDX-License-Identifier: Apache-2.0
        # The light theme. It paints its ground, since its dark text would be lost on a dark terminal.
        name: light
        paints_background: true
        textures: false
        roles:
          bg: { rgb: "#f6f7f5", palette256: 231, palette16: default }
          bg.bar: { rgb: "#e6eae9", palette256: 255, palette16: default }
          bg.popup: { rgb: "#eaeeed", palette256: 255, palette16: default }
          bg.cursor: { rgb: "#cfe3ee", palette256: 254, palette16: default, attributes16: [reverse], mono: [reverse] }
          bg.chip: { rgb: "#dbe3e6", palette256: 254, palette16: default, attributes16: [reverse] }
          text: { rgb: "#1f2a33", palette256: 235, palette16: default }
          text.strong: { rgb: "#0b1218", palette256: 16, palette16: default, attributes16: [bold], mono: [bold] }
          text.dim: { rgb: "#51606c", palette256: 240, palette16: default }
          ink: { rgb: "#f6f7f5", palette256: 231, palette16: default, attributes16: [reverse], mono: [reverse] }
          border: { rgb: "#a9b5bd", palette256: 249, palette16: default }
          border.focus: { rgb: "#0f6c80", palette256: 23, palette16: cyan, mono: [bold] }
          key: { rgb: "#0f6c80", palette256: 23, palette16: cyan, mono: [bold] }
          accent: { rgb: "#0f6c80", palette256: 23, palette16: cyan, mono: [bold] }
          urgency.critical: { rgb: "#b3123a", palette256: 125, palette16: bright red, mono: [bold] }
          urgency.high: { rgb: "#9c4a00", palette256: 94, palette16: red, mono: [bold] }
          urgency.medium: { rgb: "#735c00", palette256: 58, palette16: yellow }
          urgency.low: { rgb: "#2a5a94", palette256: 25, palette16: cyan }
          urgency.info: { rgb: "#51606c", palette256: 240, palette16: default }
          severity.1: { rgb: "#b3123a", palette256: 125, palette16: bright red, mono: [bold] }
          severity.2: { rgb: "#8a5200", palette256: 94, palette16: yellow }
          severity.3: { rgb: "#2a5a94", palette256: 25, palette16: cyan }
          trust.trusted: { rgb: "#246b35", palette256: 22, palette16: green }
          trust.flagged: { rgb: "#735c00", palette256: 58, palette16: yellow }
          trust.failed: { rgb: "#b3123a", palette256: 125, palette16: bright red, mono: [bold] }
          trust.none: { rgb: "#51606c", palette256: 240, palette16: default }
          trust.silent: { rgb: "#6b3fa0", palette256: 54, palette16: magenta }
          state.good: { rgb: "#246b35", palette256: 22, palette16: green }
          state.warn: { rgb: "#735c00", palette256: 58, palette16: yellow }
          state.bad: { rgb: "#b3123a", palette256: 125, palette16: bright red, mono: [bold] }
          state.silent: { rgb: "#6b3fa0", palette256: 54, palette16: magenta, mono: [bold] }
          delta.up: { rgb: "#9c4a00", palette256: 94, palette16: red, mono: [bold] }
          delta.down: { rgb: "#2a5a94", palette256: 25, palette16: cyan }
          chart.severity.1: { rgb: "#c2183f", palette256: 161, palette16: red }
          chart.severity.2: { rgb: "#b27a1c", palette256: 136, palette16: yellow }
          chart.severity.3: { rgb: "#638cb6", palette256: 67, palette16: cyan }
          chart.other: { rgb: "#74838f", palette256: 244, palette16: default }
          bar: { rgb: "#4a76a5", palette256: 67, palette16: cyan }
          bar.track: { rgb: "#a9b5bd", palette256: 249, palette16: default }
          spark: { rgb: "#54728a", palette256: 67, palette16: cyan }
          syn.key: { rgb: "#2a5a94", palette256: 25, palette16: cyan }
          syn.string: { rgb: "#3f6212", palette256: 22, palette16: green }
          syn.num: { rgb: "#735c00", palette256: 58, palette16: yellow }
          syn.mod: { rgb: "#6b3fa0", palette256: 54, palette16: magenta }
          syn.comment: { rgb: "#51606c", palette256: 240, palette16: default }
          dry.kept: { rgb: "#4a76a5", palette256: 67, palette16: cyan }
          dry.gained: { rgb: "#246b35", palette256: 22, palette16: green }
          dry.lost: { rgb: "#9c4a00", palette256: 94, palette16: red, mono: [bold] }

        """

    private static let highContrastText = """
        # SPDX-License-Identifier: Apache-2.0
        # Black and white first: no dim text, a border that can be seen, colours as light as they go.
        name: high-contrast
        parent: default
        paints_background: true
        textures: false
        roles:
          bg: { rgb: "#000000", palette256: 16, palette16: default }
          bg.bar: { rgb: "#000000", palette256: 16, palette16: default }
          bg.popup: { rgb: "#1a1a1a", palette256: 234, palette16: default }
          bg.cursor: { rgb: "#00304d", palette256: 17, palette16: default, attributes16: [reverse], mono: [reverse] }
          bg.chip: { rgb: "#1a1a1a", palette256: 234, palette16: default, attributes16: [reverse] }
          text: { rgb: "#ffffff", palette256: 231, palette16: default }
          text.strong: { rgb: "#ffffff", palette256: 231, palette16: default, attributes16: [bold], mono: [bold] }
          text.dim: { rgb: "#ffffff", palette256: 231, palette16: default }
          ink: { rgb: "#000000", palette256: 16, palette16: default, attributes16: [reverse], mono: [reverse] }
          border: { rgb: "#808080", palette256: 244, palette16: default }
          urgency.info: { rgb: "#ffffff", palette256: 231, palette16: default }
          trust.none: { rgb: "#ffffff", palette256: 231, palette16: default }
          chart.other: { rgb: "#b0b0b0", palette256: 249, palette16: default }
          bar.track: { rgb: "#808080", palette256: 244, palette16: default }
          syn.comment: { rgb: "#ffffff", palette256: 231, palette16: default }

        """

    private static let colourBlindText = """
        # SPDX-License-Identifier: Apache-2.0
        # Told apart with protan, deutan and tritan vision: lightness falls against urgency, hue stays between
        # orange and blue, and stacks have textures.
        name: colour-blind
        parent: default
        textures: true
        roles:
          urgency.critical: { rgb: "#f6795a", palette256: 209, palette16: bright red, mono: [bold] }
          urgency.high: { rgb: "#f4c325", palette256: 214, palette16: red, mono: [bold] }
          urgency.medium: { rgb: "#f9f9c8", palette256: 230, palette16: yellow }
          urgency.low: { rgb: "#5a9ee2", palette256: 74, palette16: cyan }
          severity.1: { rgb: "#f6795a", palette256: 209, palette16: bright red, mono: [bold] }
          severity.2: { rgb: "#f4c325", palette256: 214, palette16: yellow }
          severity.3: { rgb: "#5a9ee2", palette256: 74, palette16: cyan }
          trust.trusted: { rgb: "#77adf8", palette256: 111, palette16: green }
          trust.flagged: { rgb: "#fbf5b6", palette256: 229, palette16: yellow }
          trust.failed: { rgb: "#f67e55", palette256: 209, palette16: bright red, mono: [bold] }
          trust.silent: { rgb: "#cda2bf", palette256: 181, palette16: magenta }
          state.good: { rgb: "#77adf8", palette256: 111, palette16: green }
          state.warn: { rgb: "#fbf5b6", palette256: 229, palette16: yellow }
          state.bad: { rgb: "#f67e55", palette256: 209, palette16: bright red, mono: [bold] }
          state.silent: { rgb: "#cda2bf", palette256: 181, palette16: magenta, mono: [bold] }
          delta.up: { rgb: "#f4c325", palette256: 214, palette16: red, mono: [bold] }
          delta.down: { rgb: "#5a9ee2", palette256: 74, palette16: cyan }
          chart.severity.1: { rgb: "#f55c3d", palette256: 203, palette16: red }
          chart.severity.2: { rgb: "#f0e1a8", palette256: 223, palette16: yellow }
          chart.severity.3: { rgb: "#4573a1", palette256: 61, palette16: cyan }
          dry.kept: { rgb: "#707f8f", palette256: 66, palette16: cyan }
          dry.gained: { rgb: "#75bdf0", palette256: 111, palette16: green }
          dry.lost: { rgb: "#f5b83d", palette256: 215, palette16: red, mono: [bold] }

        """

    private static let monoText = """
        # SPDX-License-Identifier: Apache-2.0
        # No colours at any depth: letters, bold and reverse say it all. NO_COLOR gives the same with any theme.
        name: mono
        paints_background: false
        textures: true
        roles:
          bg: { rgb: default, palette256: default, palette16: default }
          bg.bar: { rgb: default, palette256: default, palette16: default }
          bg.popup: { rgb: default, palette256: default, palette16: default }
          bg.cursor: { rgb: default, palette256: default, palette16: default, attributes: [reverse], attributes16: [reverse], mono: [reverse] }
          bg.chip: { rgb: default, palette256: default, palette16: default }
          text: { rgb: default, palette256: default, palette16: default }
          text.strong: { rgb: default, palette256: default, palette16: default, attributes: [bold], attributes16: [bold], mono: [bold] }
          text.dim: { rgb: default, palette256: default, palette16: default }
          ink: { rgb: default, palette256: default, palette16: default, attributes: [reverse], attributes16: [reverse], mono: [reverse] }
          border: { rgb: default, palette256: default, palette16: default }
          border.focus: { rgb: default, palette256: default, palette16: default, attributes: [bold], attributes16: [bold], mono: [bold] }
          key: { rgb: default, palette256: default, palette16: default, attributes: [bold], attributes16: [bold], mono: [bold] }
          accent: { rgb: default, palette256: default, palette16: default, attributes: [bold], attributes16: [bold], mono: [bold] }
          urgency.critical: { rgb: default, palette256: default, palette16: default, attributes: [bold], attributes16: [bold], mono: [bold] }
          urgency.high: { rgb: default, palette256: default, palette16: default, attributes: [bold], attributes16: [bold], mono: [bold] }
          urgency.medium: { rgb: default, palette256: default, palette16: default }
          urgency.low: { rgb: default, palette256: default, palette16: default }
          urgency.info: { rgb: default, palette256: default, palette16: default }
          severity.1: { rgb: default, palette256: default, palette16: default, attributes: [bold], attributes16: [bold], mono: [bold] }
          severity.2: { rgb: default, palette256: default, palette16: default }
          severity.3: { rgb: default, palette256: default, palette16: default }
          trust.trusted: { rgb: default, palette256: default, palette16: default }
          trust.flagged: { rgb: default, palette256: default, palette16: default }
          trust.failed: { rgb: default, palette256: default, palette16: default, attributes: [bold], attributes16: [bold], mono: [bold] }
          trust.none: { rgb: default, palette256: default, palette16: default }
          trust.silent: { rgb: default, palette256: default, palette16: default }
          state.good: { rgb: default, palette256: default, palette16: default }
          state.warn: { rgb: default, palette256: default, palette16: default }
          state.bad: { rgb: default, palette256: default, palette16: default, attributes: [bold], attributes16: [bold], mono: [bold] }
          state.silent: { rgb: default, palette256: default, palette16: default, attributes: [bold], attributes16: [bold], mono: [bold] }
          delta.up: { rgb: default, palette256: default, palette16: default, attributes: [bold], attributes16: [bold], mono: [bold] }
          delta.down: { rgb: default, palette256: default, palette16: default }
          chart.severity.1: { rgb: default, palette256: default, palette16: default }
          chart.severity.2: { rgb: default, palette256: default, palette16: default }
          chart.severity.3: { rgb: default, palette256: default, palette16: default }
          chart.other: { rgb: default, palette256: default, palette16: default }
          bar: { rgb: default, palette256: default, palette16: default }
          bar.track: { rgb: default, palette256: default, palette16: default }
          spark: { rgb: default, palette256: default, palette16: default }
          syn.key: { rgb: default, palette256: default, palette16: default }
          syn.string: { rgb: default, palette256: default, palette16: default }
          syn.num: { rgb: default, palette256: default, palette16: default }
          syn.mod: { rgb: default, palette256: default, palette16: default }
          syn.comment: { rgb: default, palette256: default, palette16: default }
          dry.kept: { rgb: default, palette256: default, palette16: default }
          dry.gained: { rgb: default, palette256: default, palette16: default }
          dry.lost: { rgb: default, palette256: default, palette16: default, attributes: [bold], attributes16: [bold], mono: [bold] }

        """
}
