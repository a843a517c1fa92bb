// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Foundation
internal import Glibc
internal import Programs
internal import Query
internal import Store

/// Looks at the surroundings: what is there, what is missing, and what each absence costs.
package enum Doctor {
    /// One thing looked at.
    package struct Finding: Sendable {
        /// How it stands.
        package enum State: String, Sendable {
            case good, warn, bad
        }

        package var subject: String
        package var state: State
        package var found: String
        /// What its absence costs, and what to do; empty where all is well.
        package var advice: String

        /// The finding in one line for a person.
        package var line: String {
            let mark = state == .good ? "ok  " : state == .warn ? "note" : "BAD "
            return "\(mark)  \(subject): \(found)" + (advice.isEmpty ? "" : ". \(advice)")
        }

        package var json: JSONValue {
            .object([
                ("subject", .string(subject)), ("state", .string(state.rawValue)), ("found", .string(found)),
                ("advice", .string(advice)),
            ])
        }
    }

    /// Looks at everything, in a fixed order; it changes nothing but for the data directory, which it may create.
    ///
    /// - Parameter own: the path of this program, beside which others are looked for.
    package static func examine(configurationPath: String?, dataDirectory: String?, own: String) -> [Finding] {
        var findings: [Finding] = []
        var directory = dataDirectory
        var configuration: StationConfiguration?
        do {
            var found = try StationConfiguration.load(path: configurationPath)
            // What belongs to the store that is looked at, and not to the one that the file names.
            found.dataDirectory = directory ?? found.dataDirectory
            configuration = found
            directory = found.dataDirectory
            findings.append(sources(found))
        } catch {
            findings.append(Finding(subject: "configuration", state: .bad, found: error.what, advice: error.help))
        }
        if let directory { findings += store(directory) }
        findings += terminal(ProcessInfo.processInfo.environment)
        findings += programs(configuration)
        if let configuration {
            findings += events(configuration) + assets(configuration) + places(configuration, now: SystemClock.now)
            findings += consoles(configuration) + devices(configuration) + jobs(configuration, own: own)
        }
        return findings
    }

    private static func sources(_ configuration: StationConfiguration) -> Finding {
        let files = configuration.gateways.flatMap(\.paths) + configuration.patterns
        guard !files.isEmpty else {
            return Finding(
                subject: "gateways", state: .warn, found: "none configured",
                advice:
                    "Without one nothing is followed; docs/configuration.md says how, 'vedette demo' shows sample data")
        }
        return Finding(
            subject: "gateways", state: .good,
            found: "\(configuration.gateways.count) named, "
                + "\(configuration.patterns.count) patterns", advice: "")
    }

    private static func store(_ directory: String) -> [Finding] {
        var findings: [Finding] = []
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            return [
                Finding(
                    subject: "data directory", state: .bad, found: "\(directory) cannot be made",
                    advice: "Give another with --data, or make it writable for you")
            ]
        }
        let writable = unsafe access(directory, W_OK) == 0
        findings.append(
            Finding(
                subject: "data directory", state: writable ? .good : .bad, found: directory,
                advice: writable ? "" : "It is not writable for you, so nothing can be stored"))
        if let free = try? FileManager.default.attributesOfFileSystem(forPath: directory)[.systemFreeSize] as? Int {
            let low = free < 1 << 30
            findings.append(
                Finding(
                    subject: "free space", state: low ? .warn : .good, found: "\(free >> 20) MiB",
                    advice: low ? "When it is gone, ingest waits until there is room" : ""))
        }
        do {
            let extent = try StoreReader(directory: directory).extent()
            let span = extent.map { "events from \($0.start.rfc3339) to \($0.end.rfc3339)" } ?? "no events yet"
            findings.append(Finding(subject: "store", state: .good, found: span, advice: ""))
        } catch {
            findings.append(broken(UserMessage(error)))
        }
        return findings + files(of: directory)
    }

    private static func broken(_ message: UserMessage) -> Finding {
        Finding(subject: "store", state: .bad, found: message.what, advice: message.help)
    }

    private static func terminal(_ environment: [String: String]) -> [Finding] {
        let term = environment["TERM"] ?? ""
        let usable = !term.isEmpty && term != "dumb"
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let isUTF8 = locale.uppercased().contains("UTF-8") || locale.uppercased().contains("UTF8")
        let trueColour = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
        return [
            Finding(
                subject: "terminal", state: usable ? .good : .warn, found: term.isEmpty ? "TERM is not set" : term,
                advice: usable ? "" : "The console needs cursor movement; 'vedette screen' prints without it"),
            Finding(
                subject: "locale", state: isUTF8 ? .good : .warn, found: locale.isEmpty ? "none set" : locale,
                advice: isUTF8 ? "" : "Not UTF-8: C.UTF-8 is tried, else glyphs are ASCII; --ascii chooses that"),
            Finding(
                subject: "colours", state: .good,
                found: environment["NO_COLOR"].map { $0.isEmpty ? "as the terminal says" : "none, by NO_COLOR" }
                    ?? (trueColour ? "true colour" : "as the terminal says (COLORTERM=truecolor for all)"),
                advice: ""),
        ]
    }

    /// Suricata, by which rules are tested; what it says of itself is waited for some seconds.
    private static func suricata(_ choice: StationConfiguration.SuricataChoice) -> Finding {
        func finding(_ state: Finding.State, _ found: String, _ advice: String) -> Finding {
            Finding(subject: "suricata", state: state, found: found, advice: advice)
        }
        if choice == .never { return finding(.good, "not asked, as the configuration says", "") }
        guard let tester = SuricataTester(choice) else {
            return finding(.warn, "not installed", "Rules cannot be checked by the sensor itself on this machine")
        }
        do throws(SuricataFailure) {
            let version = try tester.version(until: Cancellation(deadline: .now + .seconds(5)))
            return finding(.good, "\(tester.path), \(version)", "")
        } catch {
            return finding(.warn, tester.path, "It cannot check rules: \(error.message)")
        }
    }

    private static func programs(_ configuration: StationConfiguration?) -> [Finding] {
        let path = ProgramSearch.path(of: "swtpm")
        return [
            suricata(configuration?.rules.suricata ?? .installed),
            Finding(
                subject: "swtpm", state: path == nil ? .warn : .good, found: path ?? "not installed",
                advice: path == nil ? "The demo shows no devices with a software TPM" : ""),
        ]
    }
}
