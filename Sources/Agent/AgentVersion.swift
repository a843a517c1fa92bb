// SPDX-License-Identifier: Apache-2.0

/// The agent's version, which is the station's.
package enum AgentVersion {
    package static let text = "0.1.0"
}
