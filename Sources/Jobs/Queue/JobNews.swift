// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE

/// Events of the station's own about jobs: alerts of the form that sensors write, so that they are stored, counted and triaged as all others.
///
/// Source: Suricata `etc/schema.json` (`alert`); the generator is one that Suricata does not have.
package enum JobNews {
    /// `gid` of Vedette's own alerts.
    private static let generator = 7333
    /// The gateway that events are of where no camera is known.
    package static let station = "station"

    /// The alert that a job failed.
    package static func line(_ job: Job, _ failure: JobFailure, at time: Instant) -> [UInt8] {
        let (number, signature, severity) = told(failure.kind)
        var facts: [(String, JSONValue)] = [
            ("job", .int(Int(job.id))), ("failure", .string(failure.kind.rawValue)), ("words", .string(failure.line)),
            ("input", .string(StreamAddress.told(job.input))),
        ]
        if !job.camera.isEmpty { facts.append(("camera", .string(job.camera))) }
        return JSONValue.object([
            ("timestamp", .string(time.rfc3339)), ("event_type", .string("alert")),
            ("host", .string(job.camera.isEmpty ? station : job.camera)),
            (
                "alert",
                .object([
                    ("action", .string("allowed")), ("gid", .int(generator)), ("signature_id", .int(number)),
                    ("rev", .int(1)), ("signature", .string(signature)), ("category", .string("Video anonymizer")),
                    ("severity", .int(severity)),
                ])
            ),
            ("vedette_job", .object(facts)),
        ]).bytes
    }

    private static func told(_ kind: JobFailure.Kind) -> (Int, String, Int) {
        switch kind {
        case .privacy: (11, "VEDETTE video job: persons or vehicles were left in its output, which was removed", 1)
        case .uncovered: (12, "VEDETTE video job: nothing installed covers its scene", 2)
        case .model: (13, "VEDETTE video job: a model cannot be used", 2)
        case .input: (14, "VEDETTE video job: its input cannot be processed", 3)
        case .output: (15, "VEDETTE video job: its output cannot be written", 2)
        case .worker: (16, "VEDETTE video job: its worker failed", 2)
        }
    }
}
