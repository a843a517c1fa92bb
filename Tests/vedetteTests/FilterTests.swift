// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("Filters of the command line")
    struct FilterTests {
        /// Filters, and what jq says for the same.
        static let pairs = [
            ("type:alert sev:1,2", #".event_type == "alert" and (.alert.severity == 1 or .alert.severity == 2)"#),
            ("dport:1000..2000", ".dest_port != null and .dest_port >= 1000 and .dest_port <= 2000"),
            ("port:53 -type:dns", #"(.src_port == 53 or .dest_port == 53) and .event_type != "dns""#),
            ("has:dns.rrname", ".dns.rrname? != null"),
            ("http.status:>=400", "(.http.status? // 0) >= 400"),
            (
                "dns.rrname:re:/^[a-m].*[a-z]$/",
                #"(.dns.rrname? // "") | test("^[a-m].*[a-z]$")"#
            ),
            ("tls.sni:*.com,*.net", #"(.tls.sni? // "") | ascii_downcase | test("[.](com|net)$")"#),
            (
                "(sid:>2200000 OR anomaly.event:*) -proto:udp",
                #"((.alert.signature_id? // 0) > 2200000 or .anomaly.event? != null) and (.proto // "" | ascii_downcase) != "udp""#
            ),
            ("src:192.168.0.0/16,10.0.0.0/8", #"(.src_ip // "") | test("^(192[.]168|10)[.]")"#),
            ("@since:2018-08-14T00:00:00-04:00 @until:2018-08-15T04:00:00Z", #".timestamp[0:10] == "2018-08-14""#),
        ]

        @Test(
            "events, counts and JSON are those that jq finds", .enabled(if: Place.hasShared, "skipped: no ../shared"),
            .enabled(if: Program.isInstalled("jq"), "skipped: no jq"))
        func agreement() throws {
            let room = try Room()
            let files = try Place.sharedFiles("suricata7-default.eve.json")
            let imported = try Program.run(["import", "--data", room.data] + files, in: room)
            #expect(imported.code == 0, "\(imported.errors)")
            for (filter, meaning) in Self.pairs {
                let script =
                    "jq -Rc 'fromjson? | select(\(meaning)) | 1' \"$@\" | wc -l"
                let counted = String(decoding: try Program.shell(script, files, in: room), as: UTF8.self)
                let wanted = try #require(Int(counted.trimmingCharacters(in: .whitespacesAndNewlines)))
                for form in [["--raw"], ["--json"], []] {
                    let result = try Program.run(["events", "--data", room.data, "--filter", filter] + form, in: room)
                    #expect(result.code == 0, "\(result.errors)")
                    #expect(result.lines.count == wanted, "\(filter) \(form)")
                }
                #expect(try Stats.by("event_type", ["--filter", filter], in: room).total == wanted, "\(filter)")
                #expect(wanted > 0, "\(filter) finds nothing, so it proves nothing")
            }
        }

        @Test(
            "a view that was kept in the console is on at its next start",
            .enabled(if: Tmux.isThere, "skipped: no tmux"))
        func view() throws {
            let room = try Room()
            let line = #"{"timestamp":"2026-11-20T10:00:00.000000+0000","event_type":"flow","src_ip":"10.0.0.1"}"#
            let file = try room.write(line + "\n", to: "eve.json")
            #expect(try Program.run(["import", "--data", room.data, file], in: room).code == 0)
            let tmux = try Tmux(columns: 120, rows: 40, in: room)
            let call = "\"\(Program.path)\" console --data \"\(room.data)\"; echo ended $?\n"
            tmux.type(call)
            #expect(tmux.waits { $0.contains("[1 Alerts]") })
            tmux.type("/src:10.0.0.0/8\n")
            #expect(tmux.waits { $0.contains("[src_ip:10.0.0.0/8 ×]") })
            tmux.type(":view save morning F5\n")
            #expect(tmux.waits { $0.contains("[view: morning ×]") })
            tmux.type(":view default morning\n")
            #expect(tmux.waits { $0.contains("is on from now on when the console starts") })
            tmux.type("q")
            #expect(tmux.waits { $0.contains("ended 0") })
            tmux.type("clear; \(call)")
            #expect(tmux.waits { $0.contains("[1 Alerts]") && $0.contains("[view: morning ×]") })
            tmux.type("q")
            #expect(tmux.waits { $0.contains("ended 0") })
        }
    }
}
