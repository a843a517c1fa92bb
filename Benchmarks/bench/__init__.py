# SPDX-License-Identifier: Apache-2.0
"""What `make bench` measures: one module a subject, each handing rows to `report`."""
