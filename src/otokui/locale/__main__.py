"""`python -m otokui.locale collect|compile|check`."""

import sys

from otokui.locale.catalogue import LANGUAGES, collect, compile_catalogue, problems
from otokui.locale.messages import all_messages


def main(work: str) -> int:
    """Do one work for all languages; 1 when a check finds something."""
    if work == "compile":
        for language in LANGUAGES:
            compile_catalogue(language)
        return 0
    messages = all_messages()
    if work == "collect":
        for language in LANGUAGES:
            collect(messages, language)
        return 0
    if work == "check":
        found = [line for language in LANGUAGES for line in problems(messages, language)]
        print(*found, sep="\n", file=sys.stderr) if found else None
        return 1 if found else 0
    print("python -m otokui.locale collect|compile|check", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))
