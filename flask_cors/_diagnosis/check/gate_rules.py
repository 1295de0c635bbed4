"""The rules about `reject_disallowed`: gates that are lost in an inner scope, or reject nobody."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from flask_cors.core.layers import effective_layers, merge, strictest_gate
from flask_cors.core.protocol import SAFE_METHODS

from .policy_rules import source_of
from .rules import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flask_cors._diagnosis.rows import Row
    from flask_cors.core.layers import Layer, Setting
    from flask_cors.core.policy import Policy
    from flask_cors.core.problems import Source

    from .audit import Audit

#: Values that reject no request; "report" only logs what would be rejected.
_HARMLESS: Final = (False, "report")


def _dropped(audit: Audit) -> Iterator[Finding]:
    """Find routes that change something, and that a gate around them does not reach."""
    for policy, governed in audit.policies:
        endpoints = [
            row.rule.endpoint
            for row in governed
            if not SAFE_METHODS.issuperset(row.methods or ("any method",))
        ]
        gate = _gate_around(policy, audit.resolver.scopes.base)
        own = policy.settings["reject_disallowed"]
        is_dropped = own.value in _HARMLESS and gate.value not in _HARMLESS
        # A value that is set next to the origins is deliberate, on or off.
        is_meant = own.source.kind not in {"default", "config"}
        if endpoints and is_dropped and not is_meant and not policy.origins.any:
            yield finding(
                "reject-disallowed-lost",
                source_of(policy, "origins"),
                f"origins: set here, so reject_disallowed={gate.value!r} from"
                f" {audit.named(gate.source)} does not apply",
                remedy=f"add reject_disallowed={gate.value!r} here, or False if that is meant",
                endpoints=endpoints,
            )


def _gate_around(policy: Policy, base: Sequence[Layer]) -> Setting:
    """Return the strictest gate of the scopes around the one that governs."""
    outer = (policy.scopes[:end] for end in range(len(policy.scopes)))
    return strictest_gate(merge(effective_layers(base, each)) for each in outer)


def _idle(audit: Audit) -> Iterator[Finding]:
    """Find gates that are set only where every origin is allowed."""
    groups: dict[Source, list[tuple[Policy, list[Row]]]] = defaultdict(list)
    for policy, governed in audit.policies:
        if policy.reject_disallowed:
            source = policy.settings["reject_disallowed"].source
            groups[source].append((policy, governed))
    for source, found in groups.items():
        if all(policy.origins.any for policy, _ in found):
            yield finding(
                "reject-disallowed-unused",
                source,
                f"reject_disallowed={found[0][0].reject_disallowed!r} lets pages of every origin"
                " pass, because origins='*' allows them",
                endpoints=(row.rule.endpoint for _, governed in found for row in governed),
            )


#: The checks of gates.
GATE_CHECKS: Final = (_dropped, _idle)
