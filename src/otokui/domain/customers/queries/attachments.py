"""Files of customers, for those who may see the customer."""

from otokui.core.platform.files.finding import FoundFile, find_files
from otokui.core.platform.files.listing import get_file, list_files
from otokui.core.platform.files.types import FileLine, UnknownFile
from otokui.domain.accounts.types import Sight
from otokui.domain.customers.models import Attachment
from otokui.domain.customers.queries.sight import seen_among, sight_sql


def list_attachments(customer_id: int) -> list[FileLine]:
    """Everything attached to the customer, their contacts and tasks, newest first. One query."""
    return list_files(Attachment, customer_id=customer_id)


def get_attachment(file_id: int, *, sight: Sight) -> FileLine:
    """One file with its versions. `UnknownFile`, also for who does not see its customer. ≤ 3 queries."""
    line = get_file(Attachment, file_id)
    if not seen_among([line.owner["customer_id"]], sight):
        raise UnknownFile("There is no such file.")
    return line


def search_attachments(text: str, *, sight: Sight, limit: int = 5) -> list[FoundFile]:
    """Files of customers in sight by name, note or the words inside. One query."""
    seen, values = sight_sql(sight)
    owner = f"""SELECT c.id, coalesce(nullif(c.name, ''), c.company_name) FROM customers_customer c
        WHERE c.id = file.customer_id AND {seen}"""
    return find_files(Attachment, text, owner=owner, values=values, limit=limit)
