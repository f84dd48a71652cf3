"""Kinds of record: what the rules tell apart among records, such as children under 18 and others.

A rule asks of a record only whether some conditions hold. So all records for which the same ones hold are
alike, and an applicant's records are told by how many there are of each kind.
"""

from collections.abc import Mapping

from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index, nodes, roots

Record = tuple[tuple[str, int | bool | frozenset[int]], ...]


@frozen
class Kind:
    """Which conditions hold of the records of this kind, and an ordinary one."""

    verdicts: Mapping[ir.Condition, bool]
    record: Record


def asked(index: Index) -> dict[str, dict[ir.Condition, None]]:
    """The conditions that the rules ask of records, by fact, in reading order."""
    found: dict[str, dict[ir.Condition, None]] = {}
    for _, root in roots(index.ruleset):
        for node in nodes(root):
            if isinstance(node, ir.Count | ir.Total):
                conditions = found.setdefault(node.fact, {})
                if node.where is not None:
                    conditions[node.where] = None
    return found
