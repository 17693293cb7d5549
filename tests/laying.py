"""Rows that are laid once, under all the tests that start from them.

``@laid_once`` stands in place of ``@pytest.fixture``. Its function makes rows in a transaction that
stays open while the tests that follow ask for them as well; each test runs in a savepoint above it
and is rolled back. A test sees the layers it asks for and no others, whatever ran before: what is
too much is rolled back, what is missing is laid. A test that commits (a live server, threads) finds
nothing laid: its fixtures make their rows in the ordinary way.

Layers rest on other layers, and on fixtures that only read something off them (``learner``).
"""

import inspect
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone


@cache
def needs_of(function: Callable) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)


def laid_once(make: Callable) -> Callable:
    """A fixture named as ``make``, whose rows are made once for all tests that follow one another
    on them. Every test gets a copy of what ``make`` returned."""
    name = make.__name__

    def value(laid, db, **found):
        return laid[name] if name in laid else make(**found)

    value.__doc__ = make.__doc__
    asked = ("laid", "db", *needs_of(make))
    value.__signature__ = inspect.Signature(
        inspect.Parameter(need, inspect.Parameter.KEYWORD_ONLY) for need in asked
    )
    value.makes_rows = make
    return pytest.fixture(value, name=name)


# -- What a test asks for ---------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """The layers of one test, from the lowest, and how its other fixtures are made."""

    names: tuple[str, ...]
    functions: dict[str, Callable]

    def needs(self, name: str) -> tuple[str, ...]:
        return needs_of(self.functions[name])

    @property
    def layers(self) -> tuple[Callable, ...]:
        return tuple(self.functions[name] for name in self.names)


def wanted_by(item: pytest.Item) -> Wanted:
    """What ``item`` asks for, in an order that is the same for every test: what rests on less comes
    first."""
    definitions = {
        name: found[-1].func for name, found in item._fixtureinfo.name2fixturedefs.items()
    }
    functions = {name: getattr(func, "makes_rows", func) for name, func in definitions.items()}
    wanted = Wanted((), functions)
    if is_committing(item):
        return wanted
    depths = {
        name: len(_below(name, wanted))
        for name, func in definitions.items()
        if hasattr(func, "makes_rows")
    }
    return Wanted(tuple(sorted(depths, key=lambda name: (depths[name], name))), functions)


def _below(name: str, wanted: Wanted) -> set[str]:
    """Everything that ``name`` rests on."""
    found = set()
    for need in wanted.needs(name):
        if need != name and need in wanted.functions:
            found |= {need} | _below(need, wanted)
    return found


def is_committing(item: pytest.Item) -> bool:
    """Whether the test commits what it does, so that others see it."""
    marker = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(item.fixturenames)
    return bool(asked or (marker and marker.kwargs.get("transaction")))


# -- What is laid -----------------------------------------------------------------------------


@dataclass
class Layer:
    make: Callable
    run: transaction.Atomic
    values: dict[str, Any]  # by fixture: of this layer and all below


class Ground:
    """The layers that are laid now, from the lowest."""

    def __init__(self) -> None:
        self.layers: list[Layer] = []
        self.day: date | None = None
        self.connection: BaseDatabaseWrapper | None = None

    def prepare(self, wanted: Wanted) -> dict[str, Any]:
        """Lay exactly what is wanted; return a copy of what its functions returned, by name."""
        if not self._is_whole():
            self._abandon()
        self._clear(self._as_wanted(wanted))
        self.day, self.connection = timezone.localdate(), connections["default"]
        for name in wanted.names[len(self.layers) :]:
            self._lay(name, wanted)
        return deepcopy(self.layers[-1].values) if self.layers else {}

    def _is_whole(self) -> bool:
        """Whether what is laid can be built upon."""
        return (
            # Rows say how many days ago something was.
            self.day == timezone.localdate()
            # From when Playwright runs its event loop in this thread, Django takes another.
            and self.connection is connections["default"]
            # A test may have broken its connection.
            and not self.connection.needs_rollback
        )

    def _abandon(self) -> None:
        """Let the database roll back, and the connection forget that it was in a transaction."""
        if self.layers:
            self.connection.close()
            self.connection.connect()
            self.connection.close()
            self.layers.clear()

    def _as_wanted(self, wanted: Wanted) -> int:
        """How many of the lowest layers are what is wanted."""
        there = zip(self.layers, wanted.layers, strict=False)
        return next(
            (count for count, (layer, make) in enumerate(there) if layer.make is not make),
            min(len(self.layers), len(wanted.layers)),
        )

    def _clear(self, kept: int) -> None:
        while len(self.layers) > kept:
            _roll_back(self.layers.pop().run)

    def _lay(self, name: str, wanted: Wanted) -> None:
        values = deepcopy(self.layers[-1].values) if self.layers else {}
        run = transaction.atomic()
        run.__enter__()
        try:
            values[name] = _made(name, values, wanted)
            # Here, or PostgreSQL checks the same rows after every test.
            self.connection.check_constraints()
        except BaseException:
            _roll_back(run)
            raise
        self.layers.append(Layer(wanted.functions[name], run, values))

    def clear(self) -> None:
        self._abandon()


def _made(name: str, values: dict[str, Any], wanted: Wanted) -> Any:
    if name in values:
        return values[name]
    found = {need: _made(need, values, wanted) for need in wanted.needs(name)}
    return wanted.functions[name](**found)


def _roll_back(run: transaction.Atomic) -> None:
    transaction.set_rollback(True)
    run.__exit__(None, None, None)


# -- Fixtures ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def ground(django_db_setup, django_db_blocker) -> Iterator[Ground]:
    ground = Ground()
    yield ground
    with django_db_blocker.unblock():
        ground.clear()


@pytest.fixture
def laid(request, ground, django_db_blocker) -> dict[str, Any]:
    """What is laid for this test: a copy of its own, by fixture."""
    with django_db_blocker.unblock():
        return ground.prepare(wanted_by(request.node))


@pytest.fixture
def _django_db_helper(laid, _django_db_helper):
    """pytest-django's transaction of a test, above what is laid."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests of a module that start from the same layers follow one another."""
    modules = {path: place for place, path in enumerate(dict.fromkeys(item.path for item in items))}
    items.sort(key=lambda item: (modules[item.path], wanted_by(item).names))
