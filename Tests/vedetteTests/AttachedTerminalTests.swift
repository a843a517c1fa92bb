// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

extension ProgramTests {
    @Suite("An attached console in a real terminal", .enabled(if: Tmux.isThere, "skipped: no tmux"))
    struct AttachedTerminalTests {
        /// Only root can be two users.
        private static let canBeOthers = getuid() == 0 && Program.isInstalled("setpriv")

        /// How a shell starts a console of the user nobody, who is in the group nogroup.
        private static let asNobody = "setpriv --reuid=65534 --regid=65534 --clear-groups"

        private static func console(_ served: Served, _ options: String = "", before: String = "") -> String {
            "\(before) '\(Program.path)' console --attach \(served.socket) \(options); echo ended $?\n"
        }

        @Test("a station that is killed, and a process that is, leave the last picture, marked, until it is back")
        func lost() throws {
            let served = try Served("analysts: \(Served.ownGroup())")
            let tmux = try Tmux(columns: 80, rows: 24, in: served.room)
            tmux.type(Self.console(served))
            #expect(tmux.waits { $0.contains("1 Alerts") && $0.contains("exact") })
            tmux.type("?")
            #expect(tmux.waits { $0.contains("At testville you are \(NSUserName()), analyst") })
            // Esc by itself: with the next key it would be Alt.
            tmux.type("\u{1B}")
            #expect(tmux.waits { !$0.contains("you are") })

            served.process.send(SIGKILL)
            #expect(
                tmux.waits { $0.contains("STATION LOST") && $0.contains("LOST ") && $0.contains("Alerts over time") })
            try served.restart()
            #expect(tmux.waits { $0.contains("The station is back") && !$0.contains("STATION LOST") })

            let process = try #require(served.consoles.last)
            #expect(kill(process, SIGKILL) == 0)
            #expect(served.says("was ended by signal 9"))
            #expect(eventually { served.consoles.last != process })
            #expect(tmux.waits { $0.contains("The station is back") && !$0.contains("STATION LOST") })
            #expect(served.process.isRunning)
            tmux.type("q")
            #expect(tmux.waits { $0.contains("ended 0") })
            #expect(served.says(" left; 0 in all"))
        }

        @Test("two users with two roles at one station", .enabled(if: canBeOthers, "skipped: not root"))
        func roles() throws {
            let served = try Served("viewers: \(Served.ownGroup())", "analysts: nogroup")
            let viewer = try Tmux(columns: 120, rows: 40, in: served.room)
            viewer.type(Self.console(served))
            let analyst = try Tmux(columns: 120, rows: 40, in: served.room)
            analyst.type(Self.console(served, before: Self.asNobody))
            for tmux in [viewer, analyst] {
                #expect(tmux.waits { $0.contains("1 Alerts") && $0.contains("exact") })
                tmux.type("3")
                #expect(tmux.waits { $0.contains("1 group") })
            }
            viewer.type("e1")
            #expect(viewer.waits { $0.contains("as a viewer") && $0.contains("analyst") })
            analyst.type("e1")
            #expect(analyst.waits { $0.contains("1 alert") && $0.contains("Archived") })
            // What one does, the other sees.
            #expect(viewer.waits { $0.contains("0 groups") })
            let log = try Program.run(["triage", "log", "--json", "--data", served.room.data], in: served.room)
            #expect(log.text.contains(#""person":"nobody","origin":"console""#), "\(log.text)")
            #expect(served.says("of nobody, analyst, attached"))
        }

        @Test("who is in no group is turned away with the reason", .enabled(if: canBeOthers, "skipped: not root"))
        func stranger() throws {
            let served = try Served("viewers: [root, nobody-of-nowhere]")
            #expect(served.says("no group 'nobody-of-nowhere'"))
            let tmux = try Tmux(columns: 160, rows: 24, in: served.room)
            tmux.type(Self.console(served, before: Self.asNobody))
            #expect(tmux.waits { $0.contains("ended 1") && $0.contains("root, nobody-of-nowhere") })
            #expect(served.says("a console of nobody was turned away"))
        }

        @Test("a restricted console is no way to a shell, as of a forced command, and needs its station")
        func restricted() throws {
            let served = try Served("viewers: \(Served.ownGroup())")
            let tmux = try Tmux(columns: 120, rows: 40, in: served.room)
            let file = served.room.file("made")
            let forced = "SSH_ORIGINAL_COMMAND='touch \(file)' EDITOR='touch \(file)' VISUAL='touch \(file)'"
            tmux.type(Self.console(served, "--restricted", before: forced))
            #expect(tmux.waits { $0.contains("1 Alerts") && $0.contains("exact") })
            tmux.type("\u{1A}")
            #expect(tmux.waits { $0.contains("suspend: it is switched off in this console") })
            tmux.type(":save-screen \(file)\n")
            #expect(
                tmux.waits {
                    $0.contains("save-screen") && $0.contains("it is switched off") && !$0.contains("Commands")
                })
            tmux.type("q")
            #expect(tmux.waits { $0.contains("ended 0") })
            #expect(!FileManager.default.fileExists(atPath: file))
            served.process.send(SIGTERM)
            _ = try served.process.result()
            tmux.type("clear\n" + Self.console(served, "--restricted"))
            #expect(tmux.waits { $0.contains("ended 1") && $0.contains("nobody listens there") })
        }
    }
}
