"""Names of persons and companies: putting together, taking apart, and the honorific to propose."""

from otokui.core.kernel.text import compatible, has_legal_form

HONORIFICS = ("様", "御中", "先生", "殿")
_TEACHERS = ("医師", "医院長", "院長", "弁護士", "税理士", "会計士", "教授", "議員", "講師", "教諭", "先生")
_ORGANISATIONS = (
    "医院",
    "病院",
    "クリニック",
    "学校",
    "学園",
    "幼稚園",
    "保育園",
    "組合",
    "商店",
    "役場",
    "市役所",
    "協会",
    "事務所",
)


def full_name(family: str, given: str) -> str:
    """姓 and 名 with one blank between, or the one that is there."""
    return f"{family} {given}".strip()


def split_name(text: str) -> tuple[str, str]:
    """(姓, 名) if exactly one blank divides them; else (all, '')."""
    parts = text.split()
    if len(parts) == 2:
        return parts[0], parts[1]
    return text.strip(), ""


def looks_like_company(name: str) -> bool:
    """A proposal for rows that do not say it: a legal form, or an ending that only organisations have."""
    return has_legal_form(name) or compatible(name).strip().endswith(_ORGANISATIONS)


def propose_honorific(*, is_company: bool, position: str = "") -> str:
    """御中 for organisations, 先生 for the professions addressed so, else 様. Only ever a proposal."""
    if is_company:
        return "御中"
    return "先生" if any(word in position for word in _TEACHERS) else "様"


def addressed(name: str, honorific: str) -> str:
    """`田中 太郎 様`; 「お客様」 if there is no name."""
    return f"{name} {honorific}".strip() if name else "お客様"
