"""`otokui_words(text)`: in PostgreSQL what `kernel.text` does in Python, for texts found by an index alone.

An index on `otokui_words(column)` needs no column of tokens and no code where the text is written: imports,
undo and corrections by hand are all in it. The tokens have no places: who finds by them looks once more at
the texts found whether the characters stand side by side (`kernel.text.find_word`).

The index keeps what the function said when the row was written. Who changes the tables of keys in
`kernel.text` writes a migration that makes the function anew and reindexes; a test finds the difference.
"""

from otokui.core.kernel.text import LONG_VOWELS, key_table


def create_statement() -> str:
    """CREATE OR REPLACE FUNCTION, all literals inside."""
    single = {chr(code): key for code, key in key_table().items() if key}
    gone = [chr(code) for code, key in key_table().items() if not key]
    assert all(len(key) == 1 for key in single.values())
    before = "".join(single) + "".join(gone)
    after = "".join(single.values())
    folded = f"translate(lower(normalize(given, NFKC)), {_quoted(before)}, {_quoted(after)})"
    for vowel, row in LONG_VOWELS.items():
        folded = f"regexp_replace({folded}, '([{row}])ー+', '\\1{vowel}', 'g')"
    folded = f"replace({folded}, 'ー', '')"
    folded = f"regexp_replace({folded}, '([^\\s々〻])[々〻]', '\\1\\1', 'g')"
    return f"""
CREATE OR REPLACE FUNCTION otokui_words(given text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $body$
    SELECT coalesce(array_to_tsvector(array_agg(DISTINCT substr(word, place, size))), ''::tsvector)
    FROM unnest(string_to_array({folded}, ' ')) AS word,
        generate_series(1, length(word)) AS place, generate_series(1, 2) AS size
    WHERE place + size <= length(word) + 1
$body$"""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
