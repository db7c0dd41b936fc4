"""The rules from a state of the body to what it means; texts have {he}, {his}, {him}, {is} and {has} for the person.

rule.py   what a rule gives
find.py   the rules that a pose meets
legs.py   legs, feet and posture
arms.py   arms, hands and what they hold
upper.py  trunk and head
"""

from .find import find_rules, rank_of

__all__ = ["find_rules", "rank_of"]
