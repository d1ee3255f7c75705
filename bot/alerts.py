"""What a clinic is told of a task that cannot wait: one form, whoever raised it and however often it is told."""

from collections.abc import Mapping, Sequence
from typing import Any


def alert_data(
    task: Mapping[str, Any], *, findings: Sequence[Mapping[str, Any]] = (), escalated: bool = False
) -> dict[str, Any]:
    """`task` is its row; `reason` its codes (group of safety words, or rule and linkId), `triage` what explains them.

    `acknowledge_by` is when somebody must have seen to it; after that it is told again, as `escalated`.
    """
    return {
        "task": str(task["task_id"]),
        "level": task["level"],
        "reason": dict(task["detail"]),
        "raised_at": task["raised_at"].isoformat(),
        "acknowledge_by": task["due_at"].isoformat() if task["due_at"] else None,
        "escalated": escalated,
        "triage": {"level": task["level"], "findings": [dict(finding) for finding in findings]},
    }
