"""How far a run is when its chunks end in any order."""

Place = tuple[int, int]
Span = list[int]
"""[from bucket, from chunk, to bucket, to chunk]."""


def is_done(span: Span, frontier: Place, ahead: list[Span]) -> bool:
    """Whether this chunk is in already."""
    return (span[0], span[1]) < frontier or span in ahead


def with_done(span: Span, frontier: Place, ahead: list[Span]) -> tuple[Place, list[Span]]:
    """The frontier and the chunks ahead of it after one more chunk is in."""
    waiting = {(each[0], each[1]): (each[2], each[3]) for each in [*ahead, span]}
    while frontier in waiting:
        frontier = waiting.pop(frontier)
    return frontier, sorted([*start, *end] for start, end in waiting.items())
