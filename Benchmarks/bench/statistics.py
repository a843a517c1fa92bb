# SPDX-License-Identifier: Apache-2.0
"""The few summaries that the tables use."""
import math


def percentile(values, share):
    """The nearest-rank percentile: a value that was measured, never one between two."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median(values):
    return percentile(values, 0.5)
