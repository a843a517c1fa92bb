// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// A camera of a gateway, as a person names it in one line: `NAME FOLDER OUTPUT [WORD...]`. Both paths are whole and without blanks.
package struct WatchedCamera: Sendable, Hashable {
    /// The camera's name.
    package var name: String
    /// Where its clips come.
    package var folder: String
    /// The folder where processed clips go.
    package var output: String
    package var mode = Mode.auto
    /// Goes on where nothing installed covers the scene.
    package var acceptsDegraded = false
    package var keepsSound = false

    /// Whether the camera stands still. These are the words of the anonymizer's `CameraMode`, which this target does without: a gateway's agent links it, and
    /// all that jobs are coded by would be a tenth of that program.
    package enum Mode: String, Sendable, Hashable, CaseIterable {
        case fixed, moving, auto
    }

    /// The most cameras of a gateway.
    package static let limit = 32
    /// What may stand behind the folders.
    package static let words = Mode.allCases.map(\.rawValue) + ["accept-degraded", "keep-audio"]
    package static let usage = "write NAME FOLDER OUTPUT, and behind it any of \(words.joined(separator: ", "))"
    private static let pathMost = 2048

    package init(name: String, folder: String, output: String) {
        self.name = name
        self.folder = folder
        self.output = output
    }

    /// The camera of a line.
    ///
    /// - Throws: `Problem`.
    package init(_ text: String) throws(Problem) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        guard parts.count >= 3 else { throw Problem("'\(text)' is no camera; \(Self.usage)") }
        self.init(name: parts[0], folder: try Self.path(parts[1]), output: try Self.path(parts[2]))
        guard GatewayName.isValid(name) else {
            throw Problem(
                "'\(name)' is no name of a camera; use up to \(GatewayName.lengthLimit) letters, digits, '.', '_' and '-'"
            )
        }
        guard !Self.meet(folder, output) else {
            throw Problem(
                "processed clips of \(name) cannot go to where its clips come from, nor the one lie in the other")
        }
        for word in parts[3...] {
            switch word {
            case "accept-degraded": acceptsDegraded = true
            case "keep-audio": keepsSound = true
            default:
                guard let mode = Mode(rawValue: word) else {
                    throw Problem("'\(word)' is unknown; \(Self.usage)")
                }
                self.mode = mode
            }
        }
    }

    /// What is wrong with a line, for a person.
    package struct Problem: Error, Sendable, Hashable {
        package let line: String

        init(_ line: String) { self.line = line }
    }

    /// What of several cameras does not go together; `nil` where all does.
    package static func problem(_ cameras: [WatchedCamera]) -> String? {
        if cameras.count > limit { return "there are more than \(limit) cameras" }
        for (index, camera) in cameras.enumerated() {
            for other in cameras[..<index] {
                if camera.name == other.name { return "the camera \(camera.name) is there twice" }
                if meet(camera.folder, other.folder) {
                    return "clips of \(other.name) and \(camera.name) come into one folder"
                }
                // What one camera's job makes would be another one's clip.
                if meet(camera.output, other.folder) || meet(camera.folder, other.output) {
                    return
                        "processed clips of one of \(other.name) and \(camera.name) go to where clips of the other come from"
                }
            }
        }
        return nil
    }

    /// Whether two folders are the same, or one lies in the other.
    private static func meet(_ one: String, _ other: String) -> Bool {
        (one + "/").hasPrefix(other + "/") || (other + "/").hasPrefix(one + "/")
    }

    private static func path(_ text: String) throws(Problem) -> String {
        var path = text
        while path.count > 1, path.last == "/" { path.removeLast() }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard path.hasPrefix("/"), path != "/", path.utf8.count <= pathMost, !path.utf8.contains(0),
            !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." })
        else { throw Problem("'\(text)' is no whole path of a folder, without '.', '..' and blanks") }
        return path
    }

    /// The same as one line that `init` takes.
    package var text: String {
        var parts = [name, folder, output, mode.rawValue]
        if acceptsDegraded { parts.append("accept-degraded") }
        if keepsSound { parts.append("keep-audio") }
        return parts.joined(separator: " ")
    }
}
