"""The rules about what browsers do whatever the policy says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .policy_rules import source_of
from .rules import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask_cors.core.policy import Policy

    from .audit import Audit
    from .rules import Finding


def private_network(policy: Policy, _: Audit) -> Iterator[Finding]:
    """Find an answer to a question that no browser asks any more."""
    if policy.private_network:
        yield finding(
            "private-network",
            source_of(policy, "allow_private_network"),
            "allow_private_network=True: no current browser asks for it",
        )
