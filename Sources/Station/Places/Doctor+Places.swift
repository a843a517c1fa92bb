// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Geo

extension Doctor {
    /// The databases of places: which there are, of which date, and how to get one where there is none.
    static func places(_ configuration: StationConfiguration, now: Instant) -> [Finding] {
        guard !configuration.geo.isEmpty else {
            return [
                Finding(
                    subject: "geo", state: .warn, found: "no database of places",
                    advice:
                        "Countries and networks of addresses are not shown. Get an .mmdb file, for example GeoLite2 (MaxMind), "
                        + "IP to City Lite (DB-IP) or IPinfo Lite, and name it under 'geo' in the configuration")
            ]
        }
        return configuration.geo.map { path in
            do throws(GeoFailure) {
                return finding(try GeoDatabase(path: path), now: now)
            } catch {
                return Finding(subject: "geo \(path)", state: .bad, found: error.reason, advice: error.help)
            }
        }
    }

    private static func finding(_ database: GeoDatabase, now: Instant) -> Finding {
        let isOld = database.built.advanced(byMicroseconds: 365 * Instant.microsecondsPerDay) < now
        return Finding(
            subject: "geo \(database.path)", state: isOld ? .warn : .good,
            found: "\(database.holdings.text), made \(database.built.rfc3339.prefix(10)), '\(database.type)'",
            advice: isOld ? "Addresses move; get a newer one" : "")
    }
}

extension GeoDatabase.Holdings {
    /// What there is, in words.
    fileprivate var text: String {
        let names: [(GeoDatabase.Holdings, String)] = [
            (.countries, "countries"), (.cities, "cities"), (.networks, "networks"),
        ]
        return names.filter { contains($0.0) }.map(\.1).joined(separator: ", ")
    }
}
