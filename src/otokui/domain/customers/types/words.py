"""Fixed words of this room. What they are called on the screen is in models.labels."""

from enum import StrEnum


class CustomerKind(StrEnum):
    PERSON = "person"
    COMPANY = "company"


class HouseholdKind(StrEnum):
    """単身・夫婦・家族・三世代・その他."""

    SINGLE = "single"
    COUPLE = "couple"
    FAMILY = "family"
    THREE_GENERATIONS = "generations"
    OTHER = "other"


class HouseholdSource(StrEnum):
    """How we came to know; never by asking on the telephone."""

    AT_DOOR = "door"
    TOLD = "told"
    SURVEY = "survey"
    IMPORT = "import"
    GUESS = "guess"


class ObservationKind(StrEnum):
    """What can be seen at the door or at the counter: of the people, then of the house.

    Never a kind: health, belief, origin or a crime (要配慮個人情報).
    """

    OFTEN_OUT = "often_out"
    ELDERLY = "elderly"
    SMALL_CHILDREN = "small_children"
    PARCEL_BOX = "parcel_box"
    LEAVE_AT_DOOR = "leave_at_door"
    AUTO_LOCK = "auto_lock"
    STAIRS_ONLY = "stairs_only"
    NARROW_ROAD = "narrow_road"
    DOG = "dog"


class ObservationSource(StrEnum):
    """Who saw it, and on what occasion: 訪問・配送・保守・店頭."""

    DOOR = "door"
    DELIVERY = "delivery"
    MAINTENANCE = "maintenance"
    COUNTER = "counter"


class PreferenceKind(StrEnum):
    LIKE = "like"
    DISLIKE = "dislike"
    NEED = "need"


class Channel(StrEnum):
    """The ways a consent speaks of."""

    MAIL = "mail"
    SMS = "sms"
    LINE = "line"
    PHONE = "phone"
    POST = "post"
    FAX = "fax"


class AttributeKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"


class ContactWay(StrEnum):
    """電話・訪問・メール・手紙・配達・店頭・LINE・メモ."""

    CALL = "call"
    VISIT = "visit"
    MAIL = "mail"
    LETTER = "letter"
    DELIVERY = "delivery"
    COUNTER = "counter"
    LINE = "line"
    NOTE = "note"


class Direction(StrEnum):
    FROM_US = "out"
    FROM_CUSTOMER = "in"


class Outcome(StrEnum):
    """What came of a contact or a follow-up.

    NOT_NEEDED says that our follow-up has become pointless; NO_MORE that the customer does not need the
    goods any more (不要になった). IN_STOCK まだ在庫あり, ELSEWHERE 他社に変更, FORGOT 忘れていた, NEW_PERSON
    担当交代.
    """

    REACHED = "reached"
    ABSENT = "absent"
    CALL_BACK = "call_back"
    ORDERED = "ordered"
    DECLINED = "declined"
    COMPLAINT = "complaint"
    WRONG_NUMBER = "wrong"
    DONE = "done"
    NOT_NEEDED = "not_needed"
    IN_STOCK = "in_stock"
    ELSEWHERE = "elsewhere"
    NO_MORE = "no_more"
    FORGOT = "forgot"
    NEW_PERSON = "new_person"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class PurposeKind(StrEnum):
    """Why we get in touch: TRANSACTION and SERVICE answer the customer, the others are our own wish."""

    TRANSACTION = "transaction"
    SERVICE = "service"
    THANKS = "thanks"
    SURVEY = "survey"
    ADVERT = "advert"
    CROSS_SELL = "cross_sell"
    OFFER = "offer"


class MatchKey(StrEnum):
    """What an import recognises a customer by."""

    CODE = "code"
    MAIL = "mail"
    PHONE = "phone"
    NAME_PHONE = "name_phone"
    NAME_ADDRESS = "name_address"


class Policy(StrEnum):
    """Which rows an import may write."""

    NEW = "new"
    UPDATE = "update"
    BOTH = "both"


class RowOutcome(StrEnum):
    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    SKIPPED = "skipped"
