"""The people of a centre as django-import-export reads, checks, stores and writes them."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from import_export import resources
from import_export.instance_loaders import BaseInstanceLoader
from tablib import Dataset

from portfolio import rules
from portfolio.drafts import (
    COLUMNS,
    LEARNER_COLUMNS,
    Draft,
    DraftField,
    RolesCell,
    TextCell,
    UserNameCell,
    stored_drafts,
)
from portfolio.models import Centre, Learner, Membership, Role, User

TAKEN = "This user name is taken. Choose another."
NOT_OURS = "This login is not only your centre’s, so it keeps its name and e-mail address."


class StoredPeople(BaseInstanceLoader):
    """All people that the rows name, read at once."""

    def get_instance(self, row: dict) -> Draft | None:
        return self.resource.stored.get(username_in(row))


class PeopleResource(resources.Resource):
    """The people of ``centre``, as ``by`` may add and change them."""

    name = DraftField("name", COLUMNS["name"], TextCell())
    username = DraftField("username", COLUMNS["username"], UserNameCell())
    email = DraftField("email", COLUMNS["email"], TextCell())
    roles = DraftField("roles", COLUMNS["roles"], RolesCell())
    reference = DraftField("reference", COLUMNS["reference"], TextCell())
    workplace = DraftField("workplace", COLUMNS["workplace"], TextCell())
    job_title = DraftField("job_title", COLUMNS["job_title"], TextCell())

    class Meta:
        model = User
        import_id_fields = ["username"]
        instance_loader_class = StoredPeople
        clean_model_instances = True
        skip_unchanged = True
        skip_html_diff = True
        store_instance = True
        # One insert for all: 2,000 people must fit into a request.
        use_bulk = True
        batch_size = None

    def __init__(self, centre: Centre, by: User) -> None:
        super().__init__()
        self.centre = centre
        self.by = by
        self.stored: dict[str, Draft] = {}
        self.taken: set[str] = set()
        self.seen: dict[str, int] = {}
        self.added: list[int] = []

    # -- Reading and checking, which import-export does row by row --

    def before_import(self, dataset: Dataset, **_: Any) -> None:
        names = {username_in(row) for row in dataset.dict}
        self.stored = stored_drafts(self.centre, names)
        self.taken = set(
            User.objects.filter(username__in=names - self.stored.keys()).values_list(
                "username", flat=True
            )
        )

    def before_import_row(self, row: dict, row_number: int, **_: Any) -> None:
        name = username_in(row)
        if not name:
            return  # said by the field itself
        if name in self.taken:
            # The same words whoever has it, so that nobody learns who is in another centre.
            raise ValidationError({"username": TAKEN})
        if self.seen.setdefault(name, row_number) != row_number:
            raise ValidationError(
                {"username": "This user name is in two rows. Delete one of them."}
            )

    def init_instance(self, row: dict | None = None) -> Draft:
        return Draft()

    def import_instance(self, instance: Draft, row: dict, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        if not instance.roles and not instance.stored:
            instance.roles = frozenset({Role.LEARNER})

    def validate_instance(
        self,
        instance: Draft,
        import_validation_errors: dict | None = None,
        validate_unique: bool = True,
    ) -> None:
        super().validate_instance(instance, import_validation_errors, validate_unique)
        if instance.stored is None:
            return
        user = instance.stored.user
        changed = [column for column in ("name", "email") if differs(instance, user, column)]
        if changed and not rules.manages_account(self.by, user):
            raise ValidationError(dict.fromkeys(changed, NOT_OURS))

    # -- Storing --

    def bulk_create(self, using_transactions: bool, dry_run: bool, *_: Any, **__: Any) -> None:
        drafts = self._collected(self.create_instances)
        if dry_run:
            return
        users = User.objects.bulk_create(
            User(
                username=draft.username,
                name=draft.name,
                email=draft.email,
                password=make_password(None),
            )
            for draft in drafts
        )
        self.added = [user.pk for user in users]
        self._store_in_centre(list(zip(users, drafts, strict=True)))

    def bulk_update(self, using_transactions: bool, dry_run: bool, *_: Any, **__: Any) -> None:
        drafts = self._collected(self.update_instances)
        if dry_run:
            return
        changed = []
        for draft in drafts:
            user = draft.stored.user
            if differs(draft, user, "name") or differs(draft, user, "email"):
                user.name, user.email = draft.name, draft.email
                changed.append(user)
        _update_all(changed, ["name", "email"])
        self._store_in_centre([(draft.stored.user, draft) for draft in drafts])

    @staticmethod
    def _collected(instances: list[Draft]) -> list[Draft]:
        """Empty the list of import-export, or it would store them once more."""
        drafts = list(instances)
        instances.clear()
        return drafts

    def _store_in_centre(self, people: list[tuple[User, Draft]]) -> None:
        """The new roles, and what the centre notes about its learners."""
        Membership.objects.bulk_create(
            Membership(centre=self.centre, user=user, role=role)
            for user, draft in people
            for role in sorted(draft.new_roles)
        )
        new: list[Learner] = []
        changed: list[Learner] = []
        for user, draft in people:
            if Role.LEARNER not in draft.roles:
                continue
            known = draft.stored.learner if draft.stored else None
            learner = known or Learner(centre=self.centre, user=user)
            for column in LEARNER_COLUMNS:
                setattr(learner, column, getattr(draft, column))
            (changed if known else new).append(learner)
        Learner.objects.bulk_create(new)
        _update_all(changed, LEARNER_COLUMNS)

    # -- Writing a table --

    def iter_queryset(self, queryset: Iterable[Draft]) -> Iterator[Draft]:
        return iter(queryset)


def username_in(row: dict) -> str:
    return UserNameCell().clean(row[COLUMNS["username"]])


def _update_all(rows: list, columns: Collection[str]) -> None:
    """Update ``columns`` of stored rows; as an upsert, far faster than bulk_update's CASEs."""
    if rows:
        type(rows[0]).objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["pk"], update_fields=columns
        )


def differs(draft: Draft, user: User, column: str) -> bool:
    return getattr(draft, column) != getattr(user, column)
