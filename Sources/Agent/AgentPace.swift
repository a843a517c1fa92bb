// SPDX-License-Identifier: Apache-2.0

/// How long the agent waits for what, in microseconds.
package struct AgentPace: Sendable, Hashable {
    /// Between two looks at the logs while all that was there has been read; lines wait no longer for their window.
    package var look: Int64 = 500_000
    /// The first pause after a connection that failed, and the longest.
    package var pause: Int64 = 1_000_000
    package var longestPause: Int64 = 60_000_000
    /// How often a station is tried before the next one.
    package var tries = 3
    /// How long to stay with another than the first station.
    package var away: Int64 = 600_000_000
    /// How long a connection may take to come about, and a handshake.
    package var connect: Int64 = 10_000_000
    /// How long an acknowledgement, or a sign of life, is waited for.
    package var patience: Int64 = 60_000_000
    /// How long windows wait for a station before what is about to be lost goes into the spool.
    package var stall: Int64 = 30_000_000
    /// Between two events about the agent itself.
    package var heartbeat: Int64 = 10_000_000
    /// Between two writings of the bookmarks while they move.
    package var save: Int64 = 1_000_000
    /// Between two looks at Suricata, and between two tries at what could not be done with its rules.
    package var sensor: Int64 = 10_000_000
    /// How long Suricata may take for an answer, for a check of rules, and for loading all its rules anew.
    package var answer: Int64 = 10_000_000
    package var check: Int64 = 300_000_000
    package var reload: Int64 = 600_000_000
    /// How long a TPM may take for one command: a station waits 30 s for an answer.
    package var tpm: Int64 = 25_000_000
    /// How long a register that could not be read is left alone, at least: each try may hold up the other sources.
    package var register: Int64 = 60_000_000
    /// Between two tellings of which TPMs there are: a station takes one a second.
    package var telling: Int64 = 2_000_000
    /// Between two reports about rules while nothing changes.
    package var report: Int64 = 60_000_000

    package init() {}
}
