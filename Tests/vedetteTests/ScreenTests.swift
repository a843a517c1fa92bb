// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("Printed screens")
    struct ScreenTests {
        static let names = [
            "alerts", "events", "inbox", "rules", "gateways", "devices", "jobs", "matrix", "page --of 192.0.2.1",
        ]
        static let sizes = [(60, 16), (80, 24), (160, 48)]

        /// Text that does harm where a terminal sees it as it is: escape sequences, C1, bidi, marks, wide and absent letters.
        private static let hostile = [
            #"\u001b[2J\u001b]0;owned\u0007"#, "\u{9B}31m\u{90}q\u{9C}", #"\u009b2J"#, "a\u{202E}gpj.exe\u{2066}b",
            "x\u{200D}y\u{200B}z\u{FEFF}\u{2028}", "e" + String(repeating: "\u{301}", count: 300),
            #"\u0000\r\n\t\u007f"#,
            String(repeating: "漢", count: 400), String(repeating: "A", count: 10_240),
            "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}",
            "\u{E0041}\u{E000}\u{115F}\u{3164}",
        ]

        @Test("each screen is as many rows as asked for, none wider, and holds no control characters")
        func ofACity() throws {
            let room = try Room()
            let lines = try Program.shell(
                "zstd -dcq \"$1\" | head -n 1000", [Place.sample("gw-harbour")], in: room)
            let file = try room.write(lines, to: "gw-harbour/eve.json")
            #expect(try Program.run(["import", "--data", room.data, file], in: room).code == 0)
            let screens = try check(in: room)
            #expect(screens["alerts"]?.contains("gw-harbour") == true)
            #expect(screens["events"]?.contains("dns") == true)
            #expect(screens["gateways"]?.contains("gw-harbour") == true)
            // 22 of the lines are counters of the sensor.
            let page = try Program.run(["screen", "page", "--of", "gw-harbour", "--data", room.data], in: room)
            #expect(page.code == 0 && page.text.contains("Signatures") && page.text.contains("978 events"))
            for wrong in [
                ["page"], ["page", "--of", "?"], ["alerts", "--of", "gw-harbour"],
                ["page", "--of", "1", "--filter", "sid:1"],
            ] {
                let result = try Program.run(["screen"] + wrong + ["--data", room.data], in: room)
                #expect(result.code == 2 && result.errorLines.count == 1, "\(result.errors)")
            }
        }

        @Test("so is each screen of an empty store")
        func ofNothing() throws {
            _ = try check(in: try Room())
        }

        @Test("so is each screen over events whose text is made to break a terminal")
        func ofHostileEvents() throws {
            let room = try Room()
            var lines = ""
            for (index, text) in Self.hostile.enumerated() {
                for (second, type) in ["alert", text].enumerated() {
                    lines += """
                        {"timestamp":"2026-11-20T10:\(10 + index):0\(second).000000+0000","event_type":"\(type)",\
                        "src_ip":"192.0.2.\(index)","src_port":5,"dest_ip":"2001:db8::\(index)","dest_port":80,\
                        "proto":"\(text)","app_proto":"\(text)","host":"\(text)","http":{"hostname":"\(text)","url":"\(text)"},\
                        "alert":{"action":"\(text)","signature_id":\(index + 1),"rev":1,"gid":1,"severity":1,\
                        "signature":"\(text)","category":"\(text)"}}

                        """
                }
            }
            let file = try room.write(lines, to: "gw-a/eve.json")
            let result = try Program.run(["import", "--json", "--data", room.data, file], in: room)
            #expect(result.text.contains(#""rejected":0"#), "\(result.text) \(result.errors)")
            _ = try check(in: room)
            let page = ["screen", "page", "--of", "gw-a", "--size", "160x48"]
            for arguments in [["stats", "--by", "proto,alert.signature"], ["events"], page] {
                let text = try Program.run(arguments + ["--data", room.data], in: room).text
                #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || Self.isHarmless($0) }, "\(arguments)")
            }
        }

        /// Looks at all screens in all sizes; returns them in the largest.
        private func check(in room: Room) throws -> [String: String] {
            var screens: [String: String] = [:]
            for name in Self.names {
                for (columns, rows) in Self.sizes {
                    let size = "\(columns)x\(rows)"
                    let result = try Program.run(
                        ["screen"] + name.split(separator: " ").map(String.init)
                            + ["--size", size, "--data", room.data], in: room)
                    #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
                    #expect(result.output.last == UInt8(ascii: "\n"))
                    let lines = result.text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
                    #expect(lines.count == rows, "\(name) \(size)")
                    let scalars = result.text.unicodeScalars
                    #expect(scalars.allSatisfy { $0 == "\n" || Self.isHarmless($0) }, "\(name) \(size)")
                    for line in lines { #expect(Width.columns(of: line) <= columns, "\(name) \(size): \(line)") }
                    // A printed screen is drawn as the console draws it, so something reaches to the right edge.
                    #expect(lines.contains { Width.columns(of: $0) >= columns - 2 }, "\(name) \(size)")
                    screens[name] = result.text
                }
            }
            return screens
        }

        /// No control character, nothing that turns the direction of text, nothing unassigned or private.
        private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
            case .format: scalar == "\u{200D}"
            default: true
            }
        }
    }
}

/// How many columns text takes, as the system's C library reckons it.
enum Width {
    private typealias WidthOfScalar = @convention(c) (Int32) -> Int32

    // Both are made once and never changed; a locale that is not there would make each width 0 and fail the tests.
    private nonisolated(unsafe) static let locale = unsafe newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
    /// `wcwidth`, which the C library's header shows only to those who ask for X/Open.
    private static let wcwidth = unsafe dlsym(nil, "wcwidth").map { unsafe unsafeBitCast($0, to: WidthOfScalar.self) }

    /// Joined emoji count once: terminals that do not join them are not what a line is measured for.
    static func columns(of line: Substring) -> Int {
        let former = unsafe uselocale(locale)
        defer { unsafe uselocale(former) }
        return line.reduce(0) { sum, character in
            let width = character.unicodeScalars.reduce(0) { $0 + Int(max(0, wcwidth?(Int32($1.value)) ?? 1000)) }
            return sum + (character.unicodeScalars.contains("\u{200D}") ? min(2, width) : width)
        }
    }
}
