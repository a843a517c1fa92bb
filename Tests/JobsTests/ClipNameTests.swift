// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@testable import JobWork
@testable import Jobs

@Suite("Names of clips") struct ClipNameTests {
    @Test(
        "a moment in a name is found",
        arguments: [
            ("cam3_20261130T014502Z.mp4", "2026-11-30T01:45:02Z"), ("2026-11-30_01-45-02.mkv", "2026-11-30T01:45:02Z"),
            ("quay-3-20261130014502-0001.ts", "2026-11-30T01:45:02Z"),
            ("a 2026-11-30 01.45.02 b.avi", "2026-11-30T01:45:02Z"),
        ])
    func moments(_ name: String, _ time: String) {
        #expect(ClipName.begin(of: name) == Instant(time))
    }

    @Test(
        "what is no moment is none",
        arguments: [
            "clip.mp4", "20261332T014502.mp4", "920261130014502.mp4", "202611300145023.mp4", "20261130_0145.mp4",
            "18991130014502.mp4", "", "٢٠٢٦1130014502",
        ])
    func none(_ name: String) {
        #expect(ClipName.begin(of: name) == nil)
    }

    @Test(
        "outputs get harmless names",
        arguments: [
            ("a.mov", "a.mp4"), ("-rf.mp4", "_rf.mp4"), ("..mp4", "_.mp4"),
            ("a\u{1B}[31m b;$(x).mp4", "a__31m_b___x_.mp4"),
            ("a/../b.mp4", "a_.._b.mp4"), (".mp4", "_mp4.mp4"), ("picture.JPG", "picture.jpg"), ("é.png", "__.png"),
            ("p.bmp", "p.png"),
        ])
    func outputs(_ name: String, _ output: String) {
        #expect(ClipName.output(for: name) == output)
    }

    @Test("folders keep their name whole")
    func folders() {
        #expect(ClipName.output(for: "images.d", isFolder: true) == "images.d")
        #expect(ClipName.output(for: "a b", number: 2, isFolder: true) == "a_b-2")
    }

    @Test("names are bounded, and a taken one is counted up")
    func bounds() throws {
        #expect(ClipName.output(for: String(repeating: "x", count: 4000) + ".mp4").utf8.count <= 124)
        let taken: Set<String> = ["/o/a.mp4", "/o/a-2.mp4"]
        #expect(ClipName.freeOutput(for: "a.ts", in: "/o") { !taken.contains($0) } == "/o/a-3.mp4")
        #expect(ClipName.freeOutput(for: "a.ts", in: "/o") { _ in false } == nil)
    }

    @Test("hidden files, files that are written and other kinds are no clips")
    func kinds() {
        for name in ["a.mp4", "A.MKV", "x.y.jpeg"] { #expect(ClipName.isClip(name)) }
        for name in [".a.mp4", "a.mp4.partial", "a.mp4.part", "a.tmp", "mp4", "a.", "", "a.txt"] {
            #expect(!ClipName.isClip(name))
        }
    }
}
