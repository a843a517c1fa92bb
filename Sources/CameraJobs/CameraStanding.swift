// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// How the supervisor stands, as it leaves it for the agent.
package struct CameraStanding: Sendable, Hashable {
    package var running = 0
    package var queued = 0
    /// Since the folder was made.
    package var succeeded = 0
    package var failed = 0
    /// What could not be done, in one line; empty while all is well.
    package var trouble = ""

    package init(running: Int = 0, queued: Int = 0, succeeded: Int = 0, failed: Int = 0, trouble: String = "") {
        self.running = running
        self.queued = queued
        self.succeeded = succeeded
        self.failed = failed
        self.trouble = trouble
    }

    /// As JSON on one line.
    var json: [UInt8] {
        JSONValue.object([
            ("running", .int(running)), ("queued", .int(queued)), ("succeeded", .int(succeeded)),
            ("failed", .int(failed)),
            ("trouble", .string(trouble)),
        ]).bytes + [UInt8(ascii: "\n")]
    }
}
