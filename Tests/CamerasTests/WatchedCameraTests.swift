// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Cameras

@Suite("Cameras in one line")
struct WatchedCameraTests {
    @Test("a camera says what it is, and comes back as it went")
    func reads() throws {
        let camera = try WatchedCamera("quay-3  /srv/clips/quay-3/ /srv/processed fixed accept-degraded keep-audio")
        #expect(camera.name == "quay-3")
        #expect(camera.folder == "/srv/clips/quay-3")
        #expect(camera.output == "/srv/processed")
        #expect(camera.mode == .fixed)
        #expect(camera.acceptsDegraded && camera.keepsSound)
        #expect(try WatchedCamera(camera.text) == camera)
        let plain = try WatchedCamera("a /b /c")
        #expect(plain.mode == .auto && !plain.acceptsDegraded && !plain.keepsSound)
        #expect(try WatchedCamera(plain.text) == plain)
    }

    @Test(
        "what is no camera is told why",
        arguments: [
            ("", "'' is no camera"), ("quay /in", "'quay /in' is no camera"),
            ("../x /in /out", "'../x' is no name of a camera"), ("quay in /out", "'in' is no whole path"),
            ("quay / /out", "'/' is no whole path"), ("quay /in/../etc /out", "'/in/../etc' is no whole path"),
            ("quay /in//x /out", "'/in//x' is no whole path"), ("quay /in /in", "processed clips of quay cannot go"),
            ("quay /in /in/out", "processed clips of quay cannot go"), ("quay /out/in /out", "processed clips of quay"),
            ("quay /in /out blurred", "'blurred' is unknown"),
        ])
    func refuses(_ text: String, _ words: String) {
        let problem = #expect(throws: WatchedCamera.Problem.self) { try WatchedCamera(text) }
        #expect(problem?.line.hasPrefix(words) == true, "\(problem?.line ?? "")")
    }

    @Test("cameras that get into each other's way are told")
    func several() throws {
        let quay = try WatchedCamera("quay /in/quay /out")
        func problem(_ text: String) throws -> String? { WatchedCamera.problem([quay, try WatchedCamera(text)]) }
        #expect(try problem("gate /in/gate /out") == nil)
        #expect(try problem("quay /in/gate /out") == "the camera quay is there twice")
        #expect(try problem("gate /in/quay/north /out")?.contains("come into one folder") == true)
        #expect(try problem("gate /out/gate /other")?.contains("go to where clips of the other come from") == true)
        let many = try (0...WatchedCamera.limit).map { try WatchedCamera("c\($0) /in/\($0) /out") }
        #expect(WatchedCamera.problem(many) == "there are more than 32 cameras")
    }
}
