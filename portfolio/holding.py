"""Holding a learner, or a whole portfolio, still while something is decided about them."""

from portfolio.models import Evidence, Learner


def hold_learner(pk: int) -> Learner:
    """Lock a learner until the transaction ends; returns the fresh row."""
    return Learner.objects.select_for_update(no_key=True).get(pk=pk)


def hold_portfolio(learner: Learner) -> Learner:
    """Lock a learner and all their items until the transaction ends; returns the fresh row.

    Adding an item locks the learner, and mapping, handing over and judging lock the item: so none
    of these happens meanwhile. Locks are taken in this order everywhere: the learner, items by
    primary key, the audit chain. All locks of this site are ``no_key``: rows that point to a held
    row may still be added, or two transactions that each hold what the other points to would wait
    for one another for ever.
    """
    held = hold_learner(learner.pk)
    items = Evidence.objects.select_for_update(no_key=True).filter(learner=learner).order_by("pk")
    list(items.values_list("pk"))
    return held
