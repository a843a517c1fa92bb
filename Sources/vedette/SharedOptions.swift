// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Query
internal import Station
internal import Store

/// Where the station's data and configuration are.
struct StationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The station's data directory.", valueName: "dir"))
    var data: String?

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String?

    /// The configuration, with `--data` taking precedence.
    func loadConfiguration() throws -> StationConfiguration {
        var configuration = try StationConfiguration.load(path: config)
        if let data { configuration.dataDirectory = data }
        return configuration
    }

    /// The same options for another process of this program, with the data directory named in any case: the file may say another one by then.
    func words(_ configuration: StationConfiguration) -> [String] {
        (config.map { ["--config=\($0)"] } ?? []) + ["--data=\(configuration.dataDirectory)"]
    }

    /// The store, for reading.
    func openReader() throws -> StoreReader {
        let configuration = try loadConfiguration()
        return StoreReader(
            directory: configuration.dataDirectory, geography: StationGeography(configuration),
            trust: StationTrust(configuration))
    }
}

extension StationOptions {
    /// Says on standard error where countries are asked for and nothing tells them, so that nothing found is not taken for an answer.
    func tellOfCountries(_ fields: Set<Field>) throws {
        guard !fields.isDisjoint(with: [.sourceCountry, .destinationCountry]), try loadConfiguration().geo.isEmpty
        else { return }
        StandardError.print(
            "vedette: no database tells countries, so no event has one; 'vedette doctor' says how to get one.")
    }
}

/// Which events a call covers.
struct SelectionOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Only these events; the language of the console's filter bar.", valueName: "filter"))
    var filter: String?

    @OptionGroup var span: SpanOptions

    /// The filter, its times fixed as of `now`: stores take one that moves with the clock for one that never holds.
    func parseFilter(now: Instant) throws -> Filter {
        guard let filter else { return .everything }
        do {
            return try FilterParser.parse(filter).resolved(now: now)
        } catch {
            throw UserMessage(
                .wrongUse, "--filter: column \(error.columns.lowerBound + 1): \(error.message)",
                help: "docs/filter.md tells the language.")
        }
    }

    /// The span asked for; everything stored where neither end was given.
    func parseRange(now: Instant) throws -> TimeRange {
        try span.parseRange(now: now)
    }

    /// Makes sure that a call names either ids of `things` or this selection: what one of them says is not left out silently.
    func require(orElse ids: [String], of things: String) throws {
        guard ids.isEmpty != (filter == nil) else {
            throw UserMessage(
                .wrongUse, ids.isEmpty ? "No \(things) are named." : "Both ids and a filter are given.",
                help: "Give ids of \(things), or --filter.")
        }
        guard ids.isEmpty || (span.since == nil && span.until == nil) else {
            throw UserMessage(
                .wrongUse, "Both ids and a time are given.", help: "--since and --until go with --filter only.")
        }
    }
}

/// Which time a call covers.
struct SpanOptions: ParsableArguments {
    // Unconditional: a time back from now begins with a dash.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("From this time on: RFC 3339, or back from now as -24h, -7d.", valueName: "time"))
    var since: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Before this time.", valueName: "time"))
    var until: String?

    /// The span asked for; everything stored where neither end was given.
    func parseRange(now: Instant) throws -> TimeRange {
        TimeRange(
            start: try parse(since, "--since", now) ?? TimeRange.everything.start,
            end: try parse(until, "--until", now) ?? TimeRange.everything.end)
    }

    private func parse(_ text: String?, _ option: String, _ now: Instant) throws -> Instant? {
        guard let text else { return nil }
        do {
            return try TimeSpec.parse(text, now: now)
        } catch {
            throw UserMessage(
                .wrongUse, "\(option): \(error.message).", help: "Give RFC 3339, a date, -24h, -7d or now.")
        }
    }
}

extension Instant {
    /// The system's clock.
    static var now: Instant {
        SystemClock.now
    }
}
