"""What import-linter cannot say: the doors of the contexts and the order of the rooms inside one.

Imports hidden in functions or under TYPE_CHECKING count.
"""

import pytest
from grimp import ImportGraph, build_graph

DOMAIN = "otokui.domain"
DOORS = {"public", "types", "events"}
# Outermost first; a module imports only from its own floor (its own folder) or from floors below it.
FLOORS = [
    {"web", "rest", "jobs", "reactions", "templatetags"},
    {"public"},
    {"actions"},
    {"queries"},
    {"adapters"},
    {"models"},
    {"rules"},
    {"events"},
    {"types"},
]
FLOOR_OF = {name: number for number, floor in enumerate(FLOORS) for name in floor}
NO_CODE = {"templates", "static", "migrations", "tests"}
USERS_OF_ANALYTICS = (DOMAIN, "otokui.entry.cli")
PLAIN = ("rules", "types", "events")
NOT_PLAIN = ("django", "psycopg", "procrastinate", "pghistory", "pgtrigger")


@pytest.fixture(scope="module")
def graph() -> ImportGraph:
    return build_graph("otokui", include_external_packages=True)


def split(module: str) -> tuple[str, str] | None:
    """Context and room of a module of the domain, None outside it or for the context's own package."""
    parts = module.removeprefix(f"{DOMAIN}.").split(".")
    if not module.startswith(f"{DOMAIN}.") or len(parts) < 2:
        return None
    return parts[0], parts[1]


def imports(graph: ImportGraph) -> list[tuple[str, str]]:
    return sorted(
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    )


def test_another_context_is_entered_by_its_doors_only(graph):
    through_the_wall = []
    for importer, imported in imports(graph):
        target = split(imported)
        if target is None or importer.startswith(f"{DOMAIN}.{target[0]}"):
            continue
        if target[1] not in DOORS:
            through_the_wall.append(f"{importer} → {imported}")
    assert not through_the_wall


def test_a_context_has_only_the_rooms_that_everybody_knows(graph):
    contexts = graph.find_children(DOMAIN)
    rooms = {room.rsplit(".", 1)[1] for context in contexts for room in graph.find_children(context)}
    assert rooms - set(FLOOR_OF) - NO_CODE == set()
    assert {"models", "public", "types"} <= rooms  # the walk above saw something


def test_inside_a_context_imports_point_inwards(graph):
    outwards = []
    for importer, imported in imports(graph):
        source, target = split(importer), split(imported)
        if source is None or target is None or source[0] != target[0]:
            continue
        if source[1] in NO_CODE or target[1] in NO_CODE:
            continue
        above, below = FLOOR_OF[source[1]], FLOOR_OF[target[1]]
        if above > below or (above == below and source[1] != target[1]):
            outwards.append(f"{importer} → {imported}")
    assert not outwards


def test_rules_types_and_events_are_plain_python(graph):
    impure = []
    for importer, imported in imports(graph):
        source = split(importer)
        if source and source[1] in PLAIN and imported.split(".")[0] in NOT_PLAIN:
            impure.append(f"{importer} → {imported}")
    assert not impure


def test_analytics_is_used_by_the_domain_and_the_command_line_only(graph):
    strangers = [
        f"{importer} → {imported}"
        for importer, imported in imports(graph)
        if imported.startswith("otokui.analytics")
        and not importer.startswith(("otokui.analytics", *USERS_OF_ANALYTICS))
    ]
    assert not strangers


def test_no_room_has_a_name_that_says_nothing(graph):
    says_nothing = {"utils", "util", "helpers", "helper", "common", "misc", "service", "services", "manager"}
    assert not [module for module in graph.modules if module.rsplit(".", 1)[-1] in says_nothing]


def test_nothing_imports_in_a_circle_between_contexts_and_floors(graph):
    floors = ["otokui.project", "otokui.entry", DOMAIN, "otokui.core"]
    upwards = [
        f"{importer} → {imported}"
        for importer, imported in imports(graph)
        for number, floor in enumerate(floors)
        if importer.startswith(floor) and imported.startswith(tuple(floors[:number]))
    ]
    assert not upwards
