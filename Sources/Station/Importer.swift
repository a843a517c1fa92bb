// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Foundation
internal import Intake
internal import Store

/// Reads files into the store: one thread reads and decodes, the caller's writes.
package struct Importer {
    private let configuration: StationConfiguration
    private let gateway: String?

    /// What the reading thread tells the writing one.
    private enum Step: Sendable {
        /// The file is open, and so many events of it are stored already.
        case began(already: Int)
        case batch(SourceBlock, EventBatch, read: UInt64, total: UInt64?)
        case failed(IntakeError)
    }

    /// How many refused lines of a file are named; all are counted.
    private static let namedProblems = 5
    /// Decoded blocks that wait for the writer: enough to keep it busy, few enough for little memory.
    private static let blocksAhead = 4

    /// An importer for `gateway`, or for the gateways that the files' paths name.
    package init(configuration: StationConfiguration, gateway: String?) {
        self.configuration = configuration
        self.gateway = gateway
    }

    /// Imports the files one after the other; a file that cannot be read is told and does not stop the others.
    ///
    /// - Throws: `UserMessage` where the store cannot be written.
    package func run(
        _ files: [String], progress: (ImportProgress) -> Void
    ) throws(UserMessage) -> ImportReport {
        let began = SystemClock.monotonicSeconds
        var report = ImportReport()
        do {
            if let gateway { _ = try SourcePattern("eve.json", gateway: gateway) }
            let writer = try StoreWriter(directory: configuration.dataDirectory)
            for file in files { try run(file, writer, &report, progress) }
        } catch let failure as StoreError {
            throw UserMessage(failure)
        } catch let failure as IntakeError {
            throw UserMessage(.wrongUse, failure.message)
        } catch {
            throw UserMessage(.environment, "\(error)")
        }
        report.seconds = SystemClock.monotonicSeconds - began
        return report
    }

    private func run(
        _ file: String, _ writer: StoreWriter, _ report: inout ImportReport, _ progress: (ImportProgress) -> Void
    ) throws {
        let gateway = gateway ?? ImportedGateway.named(by: file, plan: SourcePlan(configuration: configuration))
        let known = try writer.bookmarks(gateway: gateway)
        let steps = Handoff<Step>(capacity: Self.blocksAhead)
        let reader = Thread { Self.read(file, gateway: gateway, known: known, into: steps) }
        reader.stackSize = 8 << 20
        reader.start()
        defer { steps.close() }
        var bookmark: Bookmark?
        var named = 0
        while let step = steps.take() {
            switch step {
            case .failed(let failure):
                // The first failure ends the call and is told then; the others are told beside it.
                if report.failure == nil {
                    report.failure = UserMessage(failure)
                } else {
                    report.problems.append(failure.message)
                }
                return
            case .began(let already):
                report.duplicates += already
                if already > 0 { try writer.countDuplicates(already, gateway: gateway) }
            case .batch(let block, let batch, let read, let total):
                for rejection in batch.rejections.prefix(max(0, Self.namedProblems - named)) {
                    report.problems.append(rejection.problem(in: file))
                }
                named += batch.rejections.count
                let after = (bookmark ?? block.before).advanced(over: block, events: batch.events.count)
                let done = try writer.append(batch, after: after, arrived: SystemClock.now)
                bookmark = done.bookmarks.first ?? after
                report.events += done.stored
                report.duplicates += done.duplicates
                report.rejected += batch.rejections.count
                report.bytes += UInt64(batch.bytes.count)
                progress(ImportProgress(path: file, events: report.events, read: read, total: total))
            }
        }
        if named > Self.namedProblems {
            report.problems.append("\(file): \(named - Self.namedProblems) more lines refused.")
        }
        report.files += 1
    }

    /// Reads and decodes one file on a thread of its own.
    private static func read(_ path: String, gateway: String, known: [Bookmark], into steps: Handoff<Step>) {
        defer { steps.close() }
        do {
            var reader = try open(path, gateway: gateway, known: known, into: steps)
            var decoder = EveDecoder()
            while let block = try reader.next() {
                let progress = reader.progress
                let batch = decoder.decode(block.lines)
                guard steps.put(.batch(block, batch, read: progress.read, total: progress.total)) else { return }
            }
        } catch {
            _ = steps.put(.failed(error))
        }
    }

    /// Opens the file behind what is stored of it, under whatever name and compression it was stored.
    private static func open(
        _ path: String, gateway: String, known: [Bookmark], into steps: Handoff<Step>
    ) throws(IntakeError) -> ImportReader {
        var reader = try ImportReader(path: path, gateway: gateway)
        for bookmark in known.sorted(by: { $0.offset > $1.offset }) {
            do {
                guard try reader.resume(at: bookmark) else { continue }
                _ = steps.put(.began(already: Int(clamping: bookmark.events)))
                return reader
            } catch .endsBefore where path != "-" {
                // It begins alike and goes on otherwise: another source, unless an older bookmark fits.
                reader = try ImportReader(path: path, gateway: gateway)
            }
        }
        return reader
    }
}
