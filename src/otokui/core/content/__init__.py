"""What a file is and what it says: type by content, small pictures of it, the text inside.

Files come from strangers. Whatever reads more than the first bytes of one runs in a process of its own with
little memory and time (`apart`); that process can crash, hang or be blown up without anybody noticing more
than "cannot be shown". Nothing inside a file is ever executed or fetched.

`kinds.type_of(path)` decides the type; `apart.draw(…)` makes a picture, `apart.read_text(…)` the text. No
Django, no shop words.
"""
