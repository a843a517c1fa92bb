// SPDX-License-Identifier: Apache-2.0

/// How much one connection may ask for. A stock shipper stays far below: Filebeat sends 2,048 events a window.
package struct LumberjackLimits: Sendable, Hashable {
    /// The longest payload of an event and the longest compressed frame, in bytes.
    package var frameBytes: Int
    /// How many bytes one compressed frame may inflate to.
    package var inflatedBytes: Int
    /// How many events a window may announce.
    package var windowEvents: Int

    package init(frameBytes: Int = 10 << 20, inflatedBytes: Int = 64 << 20, windowEvents: Int = 65_536) {
        self.frameBytes = frameBytes
        self.inflatedBytes = inflatedBytes
        self.windowEvents = windowEvents
    }
}
