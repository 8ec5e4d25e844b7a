"""From listings to families: the one entry, ``group``.

The simple family: a root (an application that joins no other) has as its family the set of priorities it
claims, or itself when it claims none; what continues, divides or nationalises an application joins that one's
family, recursively. A parent of which nothing but its children is known takes the family most of them state.
The extended family: everything linked by any claim. In both, what one provider lists for an
application or a publication is one family, because its listing is evidence of membership; what it lists for a
priority is taken to claim that priority, no more.

Promises:

- the same result for the same facts in any order;
- while every claim is believed, a new listing never separates two applications of an extended family;
- two that one listing names for an application or a publication are never separated;
- of two scopes and any world, what is stated at first hand (``accounts``) and puts applications together
  keeps them together, whatever one other source lists, of those or of its own: in the same spelling of each
  number, and while first hand makes no crowd at any number (``crowds``);
- every claim that is stated joins, or is quarantined and said with its reason;
- two families are joined by a believed claim, by an answer that names both, or by what a provider lists for a
  priority, and by nothing else: a number that is more than a crowd's slip joins few (``crowds``).
"""

from __future__ import annotations

from collections.abc import Sequence

from connectors.contract import Scope
from gateway.families.crowds import Limits
from gateway.families.doubts import judge
from gateway.families.edges import read_graph
from gateway.families.family import Families, Listing
from gateway.families.kinship import relate
from gateway.families.presenting import present_families

DEFAULT_LIMITS = Limits()


def group(listings: Sequence[Listing], scope: Scope = "simple", limits: Limits = DEFAULT_LIMITS) -> Families:
    """The families of everything listed.

    ``scope`` is that of the answer, and the one the providers were asked with. Nothing raises: a claim that
    contradicts the rest is quarantined and said.
    """
    graph = read_graph(listings)
    judgement = judge(graph, limits)
    return present_families(graph, judgement, relate(graph, judgement, scope), scope)
