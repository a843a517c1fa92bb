// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Canvas
import EVE
import Testing

@testable import Console

@Suite("Jobs of streams") struct StreamJobTests {
    private let text = JobText(zone: DisplayZone(name: "CET", offset: 3600), now: SmallCity.now)

    private func job(_ state: JobState, _ kind: JobFailure.Kind? = nil, input: String = "rtsp://10.0.0.7/1") -> Job {
        var job = Job(
            id: 1204, state: state, camera: "quay-3", input: input, output: "/srv/processed/quay-3", by: "",
            submitted: SmallCity.now)
        job.failure = kind.map {
            JobFailure($0, "2 regions are left; 7 files released before stay in /srv/processed/quay-3")
        }
        job.report = JobReport(
            program: "1", input: .init(path: input, bytes: 0, sha256: ""), options: job.options)
        job.report?.residualLeft = 2
        return job
    }

    /// All that is said of a job.
    private func words(_ job: Job, keys: String) -> String {
        var city = SmallCity.withEvents(10)
        city.jobs.jobs = [job]
        var desk = Desk(city, columns: 160, rows: 48)
        desk.run(keys)
        return desk.text
    }

    @Test(
        "that nothing is left is said of no stream: what it released before stays",
        arguments: [
            (.failed, .privacy), (.failed, .input), (.failed, .worker), (.failed, .output), (.failed, nil),
            (.cancelled, nil),
        ] as [(JobState, JobFailure.Kind?)])
    func left(state: JobState, kind: JobFailure.Kind?) {
        for keys in ["7", "7<Enter>", "7o", "7v"] {
            let said = words(job(state, kind), keys: keys).lowercased()
            for phrase in ["no output", "nothing was released", "output deleted"] {
                #expect(!said.contains(phrase), "\(keys): \(phrase)")
            }
        }
        let clip = job(state, kind, input: "/srv/video/quay-3.mp4")
        #expect(words(clip, keys: "7<Enter>").contains("nothing was released"))
        #expect(words(clip, keys: "7o").contains("no output"))
        #expect(text.note(of: clip, place: nil) != text.note(of: job(state, kind), place: nil) || kind == .output)
    }

    @Test("cancelling says what becomes of it")
    func cancelling() {
        #expect(words(job(.running), keys: "7c").contains("unfinished file is deleted; released ones stay"))
        #expect(words(job(.queued), keys: "7c").contains("It is not begun"))
        #expect(words(job(.running, input: "/a.mp4"), keys: "7c").contains("so far is deleted"))
    }
}
