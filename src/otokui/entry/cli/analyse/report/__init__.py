"""`report.html`: one self-contained page for the shop's owner, Japanese and English, light and dark, for print too.

`figures` what is shown, as plain values · `words` the vocabulary in both languages · `parts` small pieces of HTML ·
`charts` inline SVG · `sections`, `lists`, `notes` the page's sections · `page` the whole.
"""
