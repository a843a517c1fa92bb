// SPDX-License-Identifier: Apache-2.0

/// What gateways may ask of the lines on which their devices' TPMs are asked. A gateway that is slow, or that lies, takes no more than this.
package struct AttestersLimits: Sendable, Hashable {
    /// Lines at once, in all; each gateway has one.
    package var connections = 4000
    /// Tellings of devices that may come at once, and how many each second fills up again. Answers are bounded by the questions.
    package var helloBurst = 30.0
    package var hellosPerSecond = 1.0
    /// Seconds without a line after which a connection is closed; agents tell every minute.
    package var idleSeconds: Int64 = 180
    /// Seconds in which a question must be answered.
    package var answerSeconds: Int64 = 30
    /// Questions that are open at once on one line, each of another device.
    package var openQuestions = 8
    /// Bytes of lines that have begun and are not whole, of all gateways together. A line that would be one too many ends its connection.
    package var partialBytes = 128 << 20
    /// Answers that were not taken yet. While there are so many nothing more is asked.
    package var waitingAnswers = 4096

    /// Milliseconds between two looks whether a line stands still.
    package var lookMilliseconds: Int64 = 1000

    package init() {}
}
