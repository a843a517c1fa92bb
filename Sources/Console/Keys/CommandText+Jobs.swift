// SPDX-License-Identifier: Apache-2.0

extension Command {
    /// The commands of the jobs pane.
    var jobText: CommandText? {
        switch self {
        case .jobSubmit:
            CommandText(.jobs, "submit", "have a clip processed: a form asks for what", phrase: "submit")
        case .jobCancel: CommandText(.jobs, "cancel", "end the job; it asks first", phrase: "job cancel")
        case .jobRetry:
            CommandText(
                .jobs, "again", "do the job once more, as before, with wider masks, or by other options",
                phrase: "job again")
        case .jobRaise: CommandText(.jobs, "raise", "the job that waits goes earlier", phrase: "job raise")
        case .jobLower: CommandText(.jobs, "lower", "the job that waits goes later", phrase: "job lower")
        case .jobReport: CommandText(.jobs, "report", "what the job did, in words", phrase: "job report")
        case .jobOriginal:
            CommandText(
                .jobs, "original", "the frame as the camera took it; each look is recorded", phrase: "original")
        case .previewLarge:
            CommandText(.jobs, "preview", "the picture over the whole pane, and back", phrase: "preview")
        case .previewOutlines:
            CommandText(.jobs, "outlines", "where the picture was filled, or no longer", phrase: "preview outlines")
        case .previewWay:
            CommandText(
                .jobs, "drawing", "draw the picture in pixels, half-blocks or characters", phrase: "preview drawing")
        case .previewEarlier: CommandText(.jobs, "frame before", "the frame before", phrase: "frame before")
        case .previewLater: CommandText(.jobs, "next frame", "the next frame", phrase: "frame next")
        case .previewFarEarlier: CommandText(.jobs, "10 s earlier", "ten seconds earlier", phrase: "frame earlier")
        case .previewFarLater: CommandText(.jobs, "10 s later", "ten seconds later", phrase: "frame later")
        case .eventClip:
            CommandText(
                .event, "clip", "the processed clip of the gateway's camera around the event's time", phrase: "clip")
        default: nil
        }
    }
}
