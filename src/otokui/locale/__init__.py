"""The catalogues of the pages' languages and their keeper, in plain Python: no gettext tools are needed.

python -m otokui.locale collect    bring the catalogues up to the sources; new entries are empty
python -m otokui.locale compile    write the .mo files that Django reads (make setup does it)
python -m otokui.locale check      fail if an entry is missing, unused, empty, fuzzy or misfilled
"""
