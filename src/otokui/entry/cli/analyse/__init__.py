"""The parts of `otokui analyse`.

`options` what was asked · `lines` files → one Arrow table of lines and the rejected rows · `work` the order
of things · `outputs` tables, summary and rejected rows as files, all or nothing · `progress` the bar on a
terminal · `report` the page for the shop's owner.
"""
