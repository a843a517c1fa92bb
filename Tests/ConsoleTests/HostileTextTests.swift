// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Query
import Testing

@testable import Console

/// Text that an attacker can put into any field of an event, and what must never reach a cell.
@Suite("Hostile text") struct HostileTextTests {
    static let texts: [String] = [
        "\u{1B}[2J\u{1B}]0;owned\u{07}\u{1B}[31m", "\u{9B}31m\u{90}q\u{9C}", "a\u{202E}gpj.exe\u{2066}b\u{2069}",
        "x\u{200D}y\u{200B}z\u{FEFF}\u{2060}", "e" + String(repeating: "\u{301}", count: 500), "\u{0}\u{1}\r\n\t\u{7F}",
        String(repeating: "A", count: 10_240), String(repeating: "\u{1F468}\u{200D}\u{1F469}", count: 2000),
        String(repeating: "漢", count: 5000), "\u{E000}\u{FFFE}\u{E0041}\u{115F}\u{3164}\u{FFF9}",
    ]

    /// Places in the console that show text of events: key scripts that lead there.
    static let scripts = [
        "", "<Tab>", "<Tab><Tab>z", "2", "2<Tab>z", "o", "2oO", "o<Enter>", "o<Enter>J", "o<Enter>jjjjjj<Enter>",
        "o<Enter><Tab>",
        "o<Enter><Tab><Tab>z", "oy", "o<Enter>jjjjjjy", "<Enter>X", "j<Enter>/", "/sig:", "/gateway:<Down>", "5", "5j",
        "?", ":", "3", "M", "Mll", "MG<Enter>", "My",
    ]

    private static func city(_ text: String) -> SmallCity {
        var city = SmallCity()
        let quoted = text.unicodeScalars.reduce(into: "") { out, scalar in
            switch scalar {
            case "\"", "\\": out += "\\" + String(scalar)
            case _ where scalar.value < 0x20:
                out += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: out.unicodeScalars.append(scalar)
            }
        }
        for index in 0..<12 {
            let time = SmallCity.now.advanced(byMicroseconds: Int64(index - 20) * 60_000_000)
            var event = index % 2 == 0 ? SmallCity.alert(index, at: time) : SmallCity.flow(index, at: time)
            event.row.gateway = text
            event.row.type = index % 2 == 0 ? "alert" : text
            event.row.summary = text
            event.row.transport = text
            event.row.appProtocol = text
            event.row.sensor = text
            event.row.alert?.signature = text
            event.row.alert?.category = text
            event.row.alert?.action = text
            event.raw = Array(
                """
                {"event_type":"\(quoted)","\(quoted)":{"\(quoted)":["\(quoted)",1,null]},"http":{"url":"\(quoted)"},\
                "payload_printable":"\(quoted)","flow_id":7,"alert":{"signature":"\(quoted)"}}
                """.utf8)
            city.store(event)
        }
        city.reports = [GatewayReport(gateway: text, events: 12, lastEvent: SmallCity.now)]
        return city
    }

    /// Whether a scalar may be the base or the mark of a cell.
    static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        // Most cells, and a property costs a look-up.
        if (0x20...0x7E).contains(scalar.value) { return true }
        return switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    @Test("no screen lets it through", arguments: texts.indices) func screens(index: Int) {
        let text = Self.texts[index]
        let city = Self.city(text)
        for script in Self.scripts {
            for (columns, rows) in [(60, 16), (80, 24), (160, 48)] {
                var desk = Desk(city, columns: columns, rows: rows)
                desk.run(script)
                desk.send(.notice(Notice(.error, text)))
                let surface = desk.surface
                let bad = surface.cells.first { cell in
                    !Self.isHarmless(cell.base)
                        || cell.base.value > 0x7E && cell.base.properties.generalCategory == .nonspacingMark
                        || cell.mark.map { !Self.isHarmless($0) } ?? false
                }
                #expect(bad == nil, "\(script) at \(columns)x\(rows)")
            }
        }
    }

    @Test("text in the palette, the filter and the messages is as harmless") func typed() {
        for text in Self.texts {
            var desk = Desk(columns: 80, rows: 24)
            for script in ["/", ":", "t6"] {
                desk.run(script)
                desk.send(.input(.paste(text)))
                #expect(desk.surface.cells.allSatisfy { Self.isHarmless($0.base) })
                desk.run("<Enter>")
                #expect(desk.surface.cells.allSatisfy { Self.isHarmless($0.base) })
                desk.run("<Esc><Esc>")
            }
        }
    }

    @Test("what is copied is the raw text, as it came") func copies() throws {
        var desk = Desk(Self.city("\u{1B}[2J"), columns: 80, rows: 24)
        desk.run("o<Enter>y3")
        guard case .copy(let text, _)? = desk.effects.last else {
            Issue.record("nothing was copied but \(desk.effects)")
            return
        }
        let event = try #require(desk.state.event?.whole)
        #expect(Array(text.utf8) == event.raw)
    }
}
