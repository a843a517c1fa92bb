# SPDX-License-Identifier: Apache-2.0
"""The store at ten million events: imports beside peers, a long import, questions, the console."""
