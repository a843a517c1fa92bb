// SPDX-License-Identifier: Apache-2.0

/// The counters of a `stats` event that the console shows, each as the sensor wrote it: since the sensor's start.
///
/// `nil` means that the event did not say. A counter may be negative on the wire (seen in real output).
///
/// Source: Suricata `etc/schema.json`, object `stats`.
package struct SensorCounters: Sendable, Hashable, Codable {
    /// `stats.uptime`, in seconds.
    package var uptime: Int64?
    /// `stats.capture.kernel_packets`, or `stats.decoder.pkts` where nothing was captured live.
    package var packets: Int64?
    /// `stats.capture.kernel_drops`.
    package var kernelDrops: Int64?
    /// `stats.decoder.invalid`.
    package var decoderErrors: Int64?
    /// The sum of every counter directly under `stats.*` whose name ends in `memuse`, in bytes (`stats.tcp.memuse`,
    /// `stats.tcp.reassembly_memuse`, `stats.flow.memuse`, ...); it saturates at the range of `Int64`.
    package var memoryUse: Int64?
    /// `stats.detect.alert`.
    package var alerts: Int64?
    /// `stats.tcp.sessions`.
    package var tcpSessions: Int64?
    /// `stats.detect.engines[].rules_loaded`, the sum of all engines. Signatures, not Sigma rules.
    package var rulesLoaded: Int64?
    /// `stats.detect.engines[].rules_failed`, the same.
    package var rulesFailed: Int64?
    /// `stats.detect.engines[].last_reload`: when the sensor read its signatures last, by its clock; of the last engine that says.
    package var lastReload: Instant?

    package init(
        uptime: Int64? = nil, packets: Int64? = nil, kernelDrops: Int64? = nil, decoderErrors: Int64? = nil,
        memoryUse: Int64? = nil, alerts: Int64? = nil, tcpSessions: Int64? = nil,
        rulesLoaded: Int64? = nil, rulesFailed: Int64? = nil, lastReload: Instant? = nil
    ) {
        self.uptime = uptime
        self.packets = packets
        self.kernelDrops = kernelDrops
        self.decoderErrors = decoderErrors
        self.memoryUse = memoryUse
        self.alerts = alerts
        self.tcpSessions = tcpSessions
        self.rulesLoaded = rulesLoaded
        self.rulesFailed = rulesFailed
        self.lastReload = lastReload
    }
}
