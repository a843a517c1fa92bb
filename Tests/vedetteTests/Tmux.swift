// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A tmux server of a test's own with one window, in which a shell runs; gone with the test.
final class Tmux {
    private let room: Room
    private let socket: String

    /// tmux is a Debian package that the tests depend on. Without it they are skipped, but in CI they fail.
    static let isThere = Place.isCI || Program.isInstalled("tmux")

    init(columns: Int, rows: Int, in room: Room) throws {
        self.room = room
        // The path of a socket may have some hundred bytes only; a name in tmux's own folder is short.
        socket = "vedette-\(UUID().uuidString.prefix(8))"
        try run([
            "new-session", "-d", "-s", "s", "-x", "\(columns)", "-y", "\(rows)", "exec bash --norc --noprofile -i",
        ])
        // A prompt that nothing else prints.
        type("PS1='ready> '; stty -ixon; clear\n")
        try #require(waits { $0.hasSuffix("ready>") })
    }

    deinit {
        // The server leaves its socket behind.
        let path = (try? run(["display-message", "-p", "#{socket_path}"]))?.trimmingCharacters(
            in: .whitespacesAndNewlines)
        _ = try? run(["kill-server"])
        if let path, path.hasSuffix(socket) { try? FileManager.default.removeItem(atPath: path) }
    }

    @discardableResult
    private func run(_ arguments: [String]) throws -> String {
        let call = try Running(
            "/usr/bin/env", ["tmux", "-L", socket, "-f", "/dev/null"] + arguments, in: room,
            environment: ["TERM": "xterm-256color", "SHELL": "/bin/bash", "SWIFT_BACKTRACE": "enable=no"])
        return try call.result().text
    }

    /// Types text; line ends are Enter.
    func type(_ text: String) {
        let bytes = text.utf8.map { String($0 == 0x0A ? 0x0D : $0, radix: 16) }
        _ = try? run(["send-keys", "-t", "s", "-H"] + bytes)
    }

    func resize(columns: Int, rows: Int) throws {
        try run(["resize-window", "-t", "s", "-x", "\(columns)", "-y", "\(rows)"])
    }

    /// What the window shows, without the spaces and empty lines at its end.
    var picture: String {
        let text = (try? run(["capture-pane", "-p", "-t", "s"])) ?? ""
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Whether a program has switched to the alternate screen.
    var isAlternate: Bool { flag("alternate_on") }

    /// Whether the cursor is shown.
    var hasCursor: Bool { flag("cursor_flag") }

    private func flag(_ name: String) -> Bool {
        (try? run(["display-message", "-p", "-t", "s", "#{\(name)}"]))?.hasPrefix("1") == true
    }

    /// Waits for a picture; on failure it is told what there was instead.
    func waits(
        _ location: SourceLocation = #_sourceLocation, for condition: (String) -> Bool
    ) -> Bool {
        var last = ""
        let found = eventually(within: 60, pause: 0.05) {
            last = picture
            return condition(last)
        }
        #expect(found, "the terminal shows:\n\(last)", sourceLocation: location)
        return found
    }

    /// The terminal's modes, as `stty -a` tells them.
    func modes() throws -> String {
        let path = room.file("modes")
        try? FileManager.default.removeItem(atPath: path)
        type("clear; stty -a > '\(path).new'; mv '\(path).new' '\(path)'\n")
        try #require(eventually { FileManager.default.fileExists(atPath: path) })
        return try String(contentsOfFile: path, encoding: .utf8)
    }
}
