"""Page shell, components, charts and styles (画面部品). No shop words: a component is told what to show.

Templates: `otokui/page.html` is the page of signed-in people, `otokui/entrance.html` the page before it.
Components are django-cotton tags, `<c-card title="…">`; each is shown in every state by the gallery
(`/gallery/` where OTOKUI_GALLERY or OTOKUI_DEBUG is set). Icons and badges are template tags,
`{% load otokui %}`, because a table of fifty rows shows hundreds of them.
"""
