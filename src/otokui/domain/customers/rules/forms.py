"""From a customer as shown to the input that an edit form starts with."""

from otokui.domain.customers.types import AddressInput, CustomerInput, CustomerRecord, MailInput, PhoneInput


def input_of(customer: CustomerRecord) -> CustomerInput:
    """Saving this unchanged changes nothing; use dataclasses.replace for the fields that change."""
    return CustomerInput(
        kind=customer.kind,
        code=customer.code,
        name=customer.name,
        family_name=customer.family_name,
        given_name=customer.given_name,
        family_kana=customer.family_kana,
        given_kana=customer.given_kana,
        company_name=customer.company_name,
        company_kana=customer.company_kana,
        honorific=customer.honorific,
        birthday=customer.birthday,
        customer_since=customer.customer_since,
        line_id=customer.line_id,
        phones=tuple(
            PhoneInput(phone.number, phone.label, phone.is_fax, phone.contact_person_id)
            for phone in customer.phones
        ),
        mails=tuple(MailInput(mail.address, mail.label, mail.contact_person_id) for mail in customer.mails),
        addresses=tuple(
            AddressInput(
                address.postal_code,
                address.prefecture,
                address.line,
                address.building,
                address.label,
                address.recipient,
                address.id,
            )
            for address in customer.addresses
        ),
        tags=customer.tags,
        attributes={
            attribute.key: attribute.value for attribute in customer.attributes if attribute.value is not None
        },
        reason_chosen=customer.reason_chosen,
        referred_by_id=customer.referred_by_id,
        in_charge_id=customer.in_charge_id,
        memo=customer.memo,
        memo_pops_up=customer.memo_pops_up,
    )
