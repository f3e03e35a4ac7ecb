"""Files that staff attach to a record: kept by their content, once, whoever attaches it how often.

    with take_in(upload, name=name) as came, transaction.atomic(), changing(cause="attach", staff=staff):
        attached = attach(Attachment, {"customer_id": 7}, came, now=now, staff_id=staff)      # `attaching`

A room that has files makes a model of `models.AttachedFile` with its own foreign keys. `store` keeps the
bytes (a folder under OTOKUI_HOME, or S3), `models.StoredFile` has a row for each content, `listing` answers
with files and their versions, `showing` with pictures and text of one, `sweeping` removes what nothing refers
to any more.
"""
