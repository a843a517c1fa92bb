// SPDX-License-Identifier: Apache-2.0

package import Devices
internal import Foundation
internal import Intake
package import Jobs
package import Store
package import UserCommands

/// What the station was told: where its data lies and which gateways it follows.
package struct StationConfiguration: Sendable, Equatable {
    /// The installation's name, shown in the header; empty for none.
    package var site = ""
    /// Where the store is.
    package var dataDirectory: String
    /// Files of named gateways, in the order of the configuration.
    package var gateways: [GatewayFiles] = []
    /// Path patterns that name the gateway: `/var/log/{gateway}/eve.json`.
    package var patterns: [String] = []
    /// Unix sockets that sensors of this machine write into, by gateway, in the order of the configuration.
    package var sockets: [GatewaySocket] = []
    /// Where gateways send to over the network; `nil` where none do.
    package var collector: CollectorOptions?
    /// Where consoles attach, and who may do what there.
    package var consoles = ConsoleOptions()
    /// How long events are kept; by default nothing is dropped.
    package var retention = RetentionPolicy()
    /// What rules need to know of this station.
    package var rules = RuleOptions()
    /// Gateways that nobody has business with.
    package var honeypots = HoneypotOptions()
    /// How devices' TPMs are enrolled and asked.
    package var devices = DeviceOptions()
    /// How the anonymizer's jobs are run.
    package var anonymizer = JobSettings()
    /// The file that says what stands behind addresses; `nil` for none.
    package var assets: String?
    /// Databases that tell where addresses are, paths of `.mmdb` files; of what several tell the first counts.
    package var geo: [String] = []
    /// A gateway that sent nothing for so many seconds is silent.
    package var silentAfterSeconds = 600
    /// The theme's name or file.
    package var theme = "default"
    /// The glyph set's name; `nil` lets locale and terminal decide.
    package var glyphs: String?
    /// Key bindings by command name, in key notation.
    package var keys: [String: [String]] = [:]
    /// Programs that can be run on an event, in the order of the configuration.
    package var commands: [UserCommand] = []

    /// Whether it says where events come from.
    package var hasSources: Bool {
        !gateways.isEmpty || !patterns.isEmpty || !sockets.isEmpty || collector != nil
    }

    /// One gateway and the socket that its sensor writes into.
    package struct GatewaySocket: Sendable, Equatable {
        package var gateway: String
        package var path: String
        /// The log of that sensor, which tells what it could not write into the socket; `nil` where that is not to be counted.
        package var log: String?

        package init(gateway: String, path: String, log: String? = nil) {
            self.gateway = gateway
            self.path = path
            self.log = log
        }
    }

    /// Where gateways are listened to.
    package struct CollectorOptions: Sendable, Equatable {
        /// An address or a name of this machine, and a port, for gateways that have a certificate.
        package var host: String
        package var port: Int
        /// The same for gateways that were invited and have none yet; `nil` where nobody is to enrol.
        package var enrolment: Place?

        /// An address or a name, and a port.
        package struct Place: Sendable, Equatable {
            package var host: String
            package var port: Int

            package init(host: String, port: Int) {
                self.host = host
                self.port = port
            }
        }

        package init(host: String, port: Int, enrolment: Place? = nil) {
            self.host = host
            self.port = port
            self.enrolment = enrolment
        }
    }

    /// One gateway and the files that are its own.
    package struct GatewayFiles: Sendable, Equatable {
        package var gateway: String
        /// Paths; each may be a glob.
        package var paths: [String]

        package init(gateway: String, paths: [String]) {
            self.gateway = gateway
            self.paths = paths
        }
    }

    /// What rules need to know of a station.
    package struct RuleOptions: Sendable, Equatable {
        /// Values by the name of a placeholder, which Sigma rules write `%name%`.
        package var placeholders: [String: [String]] = [:]
        /// Whether a new station begins with the rules that come with the program.
        package var usesStarterSet = true
        /// Files of signatures that gateways use, for the texts behind alerts; each may be a glob.
        package var signatureFiles: [String] = []
        /// Which Suricata also says what it thinks of signatures and thresholds.
        package var suricata = SuricataChoice.installed

        package init() {}
    }

    /// Which Suricata tests rules.
    package enum SuricataChoice: Sendable, Equatable {
        /// The one that is installed, on the PATH or where Debian has it, if there is one.
        case installed
        /// The program at this whole path.
        case at(path: String)
        case never
    }

    /// Which gateways are honeypots, and what their visitors mean to the others.
    package struct HoneypotOptions: Sendable, Equatable {
        /// Their names, each once.
        package var gateways: [String] = []
        /// For how many seconds after a visit the visitor is looked for at other gateways.
        package var keepSeconds = 30 * 86_400

        package init() {}
    }

    package init(dataDirectory: String) {
        self.dataDirectory = dataDirectory
    }

    /// Reads the configuration from `path`, or from where it is looked for; without any file everything is default.
    ///
    /// Looked for: `$XDG_CONFIG_HOME/vedette/config.yaml` (or `~/.config/...`), then `/etc/vedette/config.yaml`.
    package static func load(path: String?) throws(UserMessage) -> StationConfiguration {
        let environment = ProcessInfo.processInfo.environment
        let places = path.map { [$0] } ?? searchPaths(environment)
        for place in places {
            guard let text = try? String(contentsOfFile: place, encoding: .utf8) else {
                if path == nil { continue }
                throw UserMessage(
                    .wrongUse, "\(place): cannot be read.", help: "Give a YAML file, see docs/configuration.md.")
            }
            let configuration = try ConfigurationReader(path: place).read(text, into: standard(environment))
            // A source that cannot be followed is told now; later it would only be missed.
            if let problem = SourcePlan(configuration: configuration).problems.first {
                throw UserMessage(.wrongUse, "\(place): \(problem.message).", help: "See docs/configuration.md.")
            }
            return configuration
        }
        return standard(environment)
    }

    /// The places where a configuration is looked for, first match wins.
    package static func searchPaths(_ environment: [String: String]) -> [String] {
        let home = environment["HOME"] ?? "/"
        let personal = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.config"
        return [personal + "/vedette/config.yaml", "/etc/vedette/config.yaml"]
    }

    private static func standard(_ environment: [String: String]) -> StationConfiguration {
        let home = environment["HOME"] ?? "/"
        let state = environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.local/state"
        return StationConfiguration(dataDirectory: state + "/vedette")
    }
}
