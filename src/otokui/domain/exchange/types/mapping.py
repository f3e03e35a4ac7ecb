"""Which column of a file means which field, guessed from its headers."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from otokui.core.kernel.errors import Refused, keep
from otokui.domain.exchange.types import headers as known
from otokui.domain.exchange.types.fields import FIELDS, OWN, Field, fields_of
from otokui.domain.exchange.types.runs import Kind

# Whose data it is says nothing new in a customer's or order's file; whom it is sent to would be somebody
# else.
_PREFIXES = (
    "ご注文者", "注文者", "購入者", "ご購入者", "ご依頼主", "依頼主", "お客様", "顧客", "会員", "請求先",
    "customer", "billing", "bill", "buyer", "orderer", "order",
)  # fmt: skip
_LISTED, _LONGEST_NAME = 30, 60
_IDENTITIES = ("email", "phone")
# Systems that use a usual word for something unusual: headers that betray the system → what its words mean.
_SYSTEMS: tuple[tuple[frozenset[str], dict[str, str]], ...] = (
    (
        frozenset({"name", "lineitemname", "lineitemquantity"}),
        {"order_id": "name", "customer_name": "billingname"},
    ),
)


@dataclass(frozen=True, slots=True)
class MappingGuess:
    """`columns`: field → header. `missing`: required fields without a column, by name.

    `unused`: headers that mean nothing known. `notes`: what a person should know, kept as errors are.
    `derived_amount`: no column holds the line's money; it is `unit_price` × `quantity`.
    """

    columns: dict[str, str]
    missing: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    derived_amount: bool = False


def fold(header: str) -> str:
    """A header without width, case, spaces and punctuation: `ご注文番号　(No.)` = `ご注文番号no`."""
    text = unicodedata.normalize("NFKC", header).casefold()
    return "".join(character for character in text if character.isalnum() or character in "〒ー")


def guess_mapping(
    headers: Sequence[str], kind: Kind, *, fields: Sequence[Field] = (), stand_ins: bool = False
) -> MappingGuess:
    """The most likely meaning of each header; a header is used once, a field gets its preferred header.

    `fields`: those there are where it is not just ours; a header that is called as one of the shop's own
    means that one. With `stand_ins` (purchases): customers without a number are told apart by mail address,
    else by phone.
    """
    columns = _match(headers, fields or FIELDS[kind])
    if kind is Kind.CUSTOMERS and "contact_name" not in columns:  # 部署 and 役職 of nobody
        columns = {name: header for name, header in columns.items() if not name.startswith("contact_")}
    notes: list[str] = []
    derived = False
    if kind is Kind.PURCHASES:
        _find_day(columns)
        derived = _find_amount(headers, columns, notes)
        if stand_ins and "customer_id" not in columns:
            _find_identity(columns, notes)
    missing = tuple(
        one.name
        for one in FIELDS[kind]
        if one.required and one.name not in columns and not (derived and one.name == "amount")
    )
    unused = tuple(header for header in headers if header not in columns.values())
    return MappingGuess(columns, missing, unused, tuple(notes), derived)


def with_given_columns(
    guess: MappingGuess,
    given: Mapping[str, str],
    headers: Sequence[str],
    kind: Kind,
    *,
    fields: Sequence[Field] = (),
) -> MappingGuess:
    """The guess with what a person said (field → header; an empty header = this field is not in the file).

    A field of the shop's own goes by its label too, with or without `own:` in front. Refused (codes
    `no-such-field`, `no-such-column`) for names that do not exist; headers and labels match folded.
    """
    columns = dict(guess.columns)
    for said, header in given.items():
        name = _field_named(said, fields or FIELDS[kind])
        columns.pop(name, None)
        if header:
            columns[name] = _column_named(header, headers)
    derived = "amount" not in columns and {"unit_price", "quantity"} <= columns.keys()
    missing = tuple(
        one.name
        for one in FIELDS[kind]
        if one.required and one.name not in columns and not (derived and one.name == "amount")
    )
    unused = tuple(header for header in headers if header not in columns.values())
    return MappingGuess(columns, missing, unused, guess.notes, derived)


def incomplete(guess: MappingGuess, headers: Sequence[str], kind: Kind, *, file: str, code: str) -> Refused:
    """The refusal of a file whose required fields (`guess.missing`) were not found: how to name them."""
    fields = fields_of(kind)
    wanted = ", ".join(f"{name} ({fields[name].label_ja})" for name in guess.missing)
    return Refused(
        "%(file)s: no column found for %(fields)s; the columns are: %(columns)s. "
        "Name it with --map %(field)s=COLUMN",
        code=code,
        file=file,
        fields=wanted,
        columns=listed(headers),
        field=guess.missing[0],
    )


def listed(headers: Sequence[str]) -> str:
    """Columns for a person to read: no more than fit, no longer than a name is."""
    names = (one if len(one) <= _LONGEST_NAME else one[:_LONGEST_NAME] + "…" for one in headers[:_LISTED])
    return ", ".join(names) + (" …" if len(headers) > _LISTED else "")


def _match(headers: Sequence[str], fields: Sequence[Field]) -> dict[str, str]:
    """Best matches first over all fields, so that no field takes the header another one matches better."""
    folded = {header: fold(header) for header in headers}
    candidates = []
    for place, one in enumerate(fields):
        ranks: dict[str, int] = {}
        for rank, name in enumerate(one.headers):
            ranks.setdefault(fold(name), rank)
        for position, (header, text) in enumerate(folded.items()):
            worth = _rank(text, ranks) if text else None
            if worth is not None:
                candidates.append((worth - one.is_own, place, position, one.name, header))
    columns = _match_system(folded, {one.name for one in fields})
    for _worth, _place, _position, name, header in sorted(candidates):
        if name not in columns and header not in columns.values():
            columns[name] = header
    return {one.name: columns[one.name] for one in fields if one.name in columns}


def _match_system(folded: Mapping[str, str], names: set[str]) -> dict[str, str]:
    present = {text: header for header, text in folded.items()}
    for signature, meanings in _SYSTEMS:
        if signature <= present.keys():
            return {
                name: present[text] for name, text in meanings.items() if name in names and text in present
            }
    return {}


def _field_named(said: str, fields: Sequence[Field]) -> str:
    if said in {one.name for one in fields}:
        return said
    wanted = fold(said.removeprefix(OWN))
    called = [one.name for one in fields if one.is_own and fold(one.label) == wanted]
    if len(called) == 1:
        return called[0]
    names = (OWN + one.label if one.is_own else one.name for one in fields)
    raise Refused(
        "there is no field “%(name)s”: the fields are %(fields)s",
        code="no-such-field",
        name=said,
        fields=" ".join(names),
    )


def _rank(text: str, ranks: dict[str, int]) -> int | None:
    """How well a folded header matches: the place in the list, worse by 1000 if a prefix had to go."""
    if text in ranks:
        return ranks[text]
    shorter = text.removeprefix("ご").removeprefix("お")
    if shorter in ranks:
        return 500 + ranks[shorter]
    for prefix in _PREFIXES:
        if text.startswith(prefix) and text[len(prefix) :] in ranks:
            return 1000 + ranks[text[len(prefix) :]]
    return None


def _find_day(columns: dict[str, str]) -> None:
    """Where 納品日 is the only day, it is the day of the sale."""
    brought = columns.get("deliver_on", "")
    if "ordered_at" not in columns and fold(brought) in map(fold, known.ORDERED_AT.split("|")):
        columns["ordered_at"] = columns.pop("deliver_on")


def _find_amount(headers: Sequence[str], columns: dict[str, str], notes: list[str]) -> bool:
    """Without line money: a subtotal, unit price × quantity, or the order's total. True if derived."""
    if "amount" in columns:
        return False
    priced = {"unit_price", "quantity"} <= columns.keys()
    total = _first_of(known.AMOUNT_OF_ORDER, headers)
    subtotal = _first_of(known.SUBTOTAL, headers)
    if subtotal and not (priced and total):
        columns["amount"] = subtotal
    elif priced:
        notes.append(f"amount = {columns['unit_price']} × {columns['quantity']}")
        return True
    elif total:
        columns["amount"] = total
    return False


def _first_of(names: str, headers: Sequence[str]) -> str:
    ranks = {fold(name): rank for rank, name in reversed(list(enumerate(names.split("|"))))}
    found = sorted((ranks[fold(one)], one) for one in headers if fold(one) in ranks)
    return found[0][1] if found else ""


def _find_identity(columns: dict[str, str], notes: list[str]) -> None:
    for name in _IDENTITIES:
        if name in columns:
            columns["customer_id"] = columns[name]
            notes.append(keep("customers are told apart by %(column)s", column=columns[name]))
            return


def _column_named(header: str, headers: Sequence[str]) -> str:
    if header in headers:
        return header
    matches = [one for one in headers if fold(one) == fold(header)]
    if len(matches) != 1:
        raise Refused(
            "there is no column “%(name)s”: the columns are %(columns)s",
            code="no-such-column",
            name=header,
            columns=listed(headers),
        )
    return matches[0]
