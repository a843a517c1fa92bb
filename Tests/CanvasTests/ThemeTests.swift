// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Testing

@testable import Canvas

/// The themes that come along, and themes that are wrong.
@Suite struct ThemeTests {
    @Test(
        "the themes in the program are those in themes/",
        arguments: ["default", "light", "high-contrast", "colour-blind", "mono"])
    func builtinIsFile(name: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "themes/\(name).yaml"), encoding: .utf8)
        #expect(Theme.builtinTexts.contains(text))
        #expect(try Theme(yaml: text) == Theme.builtin(named: name))
    }

    @Test("every builtin theme is read, and default is the first")
    func builtins() {
        #expect(Theme.builtin.map(\.name) == ["default", "light", "high-contrast", "colour-blind", "mono"])
        #expect(Theme.standard.name == "default")
    }

    @Test("the ordinal of a role is its place")
    func ordinals() {
        #expect(Role.allCases.map(\.ordinal) == Array(Role.allCases.indices))
    }

    /// Roles that words and marks are written in.
    static let textRoles: [Role] = Role.allCases.filter { role in
        switch role {
        case .background, .backgroundBar, .backgroundPopup, .backgroundCursor, .backgroundChip, .ink, .border,
            .barTrack, .bar, .spark, .chartSeverity1, .chartSeverity2, .chartSeverity3, .chartOther, .dryKept,
            .dryGained, .dryLost:
            false
        default: true
        }
    }
    static let fillRoles: [Role] = [
        .bar, .spark, .chartSeverity1, .chartSeverity2, .chartSeverity3, .chartOther, .dryKept, .dryGained, .dryLost,
    ]
    static let coloured = ["default", "light", "high-contrast", "colour-blind"]

    @Test("text reaches contrast 4.5 and fills 3.0", arguments: coloured, [ColourDepth.trueColour, .palette256])
    func contrast(name: String, depth: ColourDepth) throws {
        let theme = try #require(Theme.builtin(named: name))
        func colour(_ role: Role) throws -> Luminance {
            try #require(Luminance(depth == .trueColour ? theme[role].rgb : theme[role].palette256))
        }
        let ground = try colour(.background)
        let cursor = try colour(.backgroundCursor)
        for role in Self.textRoles {
            // Ratios are compared as they are written, with one decimal.
            #expect(try colour(role).contrast(ground) >= 4.45, "\(role.rawValue) on bg")
            #expect(try colour(role).contrast(cursor) >= 4.45, "\(role.rawValue) on bg.cursor")
        }
        for role in Self.fillRoles { #expect(try colour(role).contrast(ground) >= 3.0, "\(role.rawValue)") }
        for role in [Role.stateSilent, .urgencyCritical] {
            #expect(try colour(.ink).contrast(try colour(role)) >= 4.5, "ink on \(role.rawValue)")
        }
        #expect(try colour(.textStrong).contrast(try colour(.backgroundChip)) >= 4.5)
        #expect(try colour(.urgencyHigh).contrast(try colour(.backgroundChip)) >= 4.45)
    }

    @Test("the colours are those of the visual language")
    func palette() {
        let theme = Theme.standard
        #expect(theme[.background].rgb == .rgb(0x10, 0x16, 0x1C))
        #expect(theme[.urgencyCritical].rgb == .rgb(0xFF, 0x6B, 0x81))
        #expect(theme[.urgencyCritical].palette256 == .index(204))
        #expect(theme[.urgencyCritical].palette16 == .index(9))
        #expect(theme[.accent].palette16 == .index(6))
        #expect(theme[.textStrong].mono == .bold)
    }

    @Test("a style is resolved at each depth")
    func resolves() {
        let theme = Theme.standard
        let cursor = Style(.urgencyHigh, on: .backgroundCursor, .italic)
        #expect(
            theme.resolve(.trueColour)[cursor]
                == ResolvedStyle(
                    foreground: .rgb(0xF5, 0x9A, 0x5B), background: .rgb(0x1B, 0x35, 0x47), attributes: .italic))
        #expect(
            theme.resolve(.palette256)[cursor]
                == ResolvedStyle(foreground: .index(215), background: .index(236), attributes: .italic))
        #expect(
            theme.resolve(.palette16)[cursor]
                == ResolvedStyle(foreground: .index(1), attributes: [.italic, .reverse]))
        #expect(theme.resolve(.mono)[cursor] == ResolvedStyle(attributes: [.bold, .reverse]))
    }

    @Test("the plain ground is the terminal's own unless the theme paints it")
    func ground() throws {
        #expect(Theme.standard.resolved(Style(), depth: .trueColour).background == .default)
        let light = try #require(Theme.builtin(named: "light"))
        #expect(light.resolved(Style(), depth: .trueColour).background == .rgb(0xF6, 0xF7, 0xF5))
    }

    @Test("ink is reversed where the ground has no colour of its own")
    func ink() {
        let silent = Style(.ink, on: .stateSilent, .bold)
        let theme = Theme.standard
        #expect(theme.resolved(silent, depth: .mono) == ResolvedStyle(attributes: [.bold, .reverse]))
        #expect(
            theme.resolved(silent, depth: .palette16)
                == ResolvedStyle(foreground: .index(5), attributes: [.bold, .reverse]))
        #expect(theme.resolved(silent, depth: .trueColour).background == .rgb(0xC3, 0xA2, 0xEE))
    }

    @Test("mono has only bold and reverse, whatever the theme", arguments: Theme.builtin)
    func mono(theme: Theme) {
        for role in Role.allCases {
            let style = theme.resolved(Style(role, on: .backgroundChip, [.italic, .underline]), depth: .mono)
            #expect(style.foreground == .default && style.background == .default)
            #expect(style.attributes.isSubset(of: [.bold, .reverse]))
        }
    }

    @Test(
        "what is wrong in a theme is named with its place",
        arguments: [
            (
                "name: x\nparent: default\nroles:\n  texxt: {rgb: default}\n",
                ThemeError.unknownRole("texxt", .init(line: 4, column: 3))
            ),
            ("name: x\nparent: default\ncolors: 1\n", .unknownKey("colors", .init(line: 3, column: 1))),
            (
                "name: x\nparent: default\nroles:\n  text: {rgb: '#12345'}\n",
                .badValue("#12345", expected: .rgbColour, .init(line: 4, column: 15))
            ),
            (
                "name: x\nparent: default\nroles:\n  text: {rgb: '#+12345'}\n",
                .badValue("#+12345", expected: .rgbColour, .init(line: 4, column: 15))
            ),
            (
                "name: x\nparent: default\nroles:\n  text: {palette256: 256}\n",
                .badValue("256", expected: .paletteIndex, .init(line: 4, column: 22))
            ),
            (
                "name: x\nparent: default\nroles:\n  text: {palette16: pink}\n",
                .badValue("pink", expected: .colourName, .init(line: 4, column: 21))
            ),
            (
                "name: x\nparent: default\nroles:\n  text: {mono: [italic]}\n",
                .badValue("italic", expected: .monoAttribute, .init(line: 4, column: 17))
            ),
            ("name: x\nparent: nobody\n", .unknownParent("nobody", .init(line: 2, column: 9))),
            (
                "name: x\nparent: default\ntextures: yes\n",
                .badValue("yes", expected: .bool, .init(line: 3, column: 11))
            ),
            ("parent: default\n", .missingKey("name")),
            ("", .missingKey("name")),
            ("- a\n", .badValue("a list", expected: .mapping, .init(line: 1, column: 1))),
            ("name: x\n", .missingRole(.background)),
            ("name: &a x\n", .syntax(.init(line: 1, column: 7), problem: "no & here")),
        ])
    func errors(text: String, expected: ThemeError) {
        #expect(throws: expected) { try Theme(yaml: text) }
        #expect(!expected.message.isEmpty && !expected.message.contains("\n"))
    }

    @Test("a theme inherits what it leaves out")
    func inherits() throws {
        let theme = try Theme(yaml: "name: mine\nparent: colour-blind\nroles:\n  text: {rgb: '#010203'}\n")
        #expect(theme.usesTextures)
        #expect(theme[.text].rgb == .rgb(1, 2, 3))
        #expect(theme[.urgencyHigh].rgb == .rgb(0xF4, 0xC3, 0x25))
    }

    @Test("hostile texts are refused and never trap")
    func hostile() {
        for text in [
            String(repeating: "[", count: 60_000), String(repeating: "{a: ", count: 15_000),
            "name: x\nname: y\n", "\u{0}", "name: \u{FEFF}\t- : [", String(repeating: "x", count: 70_000), "!!binary x",
            "name: x\nroles: {? [a]: b}", "name: x\nroles: null", "---\n---\n",
        ] {
            #expect(throws: ThemeError.self) { try Theme(yaml: text) }
        }
        var random = SeededGenerator(seed: 7)
        let bytes = Array(Theme.builtinTexts[0].utf8)
        for _ in 0..<150 {
            var mutated = bytes
            for _ in 0..<4 {
                mutated[Int.random(in: 0..<mutated.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try? Theme(yaml: String(decoding: mutated, as: UTF8.self))
        }
    }
}

/// The relative luminance of WCAG 2.
struct Luminance {
    let value: Double

    /// `nil` for a colour that is the terminal's own.
    init?(_ colour: ResolvedColour) {
        switch colour {
        case .rgb(let red, let green, let blue): self.init(red, green, blue)
        case .index(let index) where index >= 232:
            let grey = 8 + 10 * (index - 232)
            self.init(grey, grey, grey)
        case .index(let index) where index >= 16:
            let steps: [UInt8] = [0, 95, 135, 175, 215, 255]
            let cube = Int(index) - 16
            self.init(steps[cube / 36], steps[cube / 6 % 6], steps[cube % 6])
        default: return nil
        }
    }

    private init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        func linear(_ channel: UInt8) -> Double {
            let part = Double(channel) / 255
            return part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        value = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    func contrast(_ other: Luminance) -> Double {
        (max(value, other.value) + 0.05) / (min(value, other.value) + 0.05)
    }
}
