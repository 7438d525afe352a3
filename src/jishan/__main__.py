"""`jishan …`: one command for the installer, the clerk at a shell, and the timer."""

import os
import sys

from jishan.core.errors import Refusal
from jishan.entrance.words import worded


def main() -> None:
    """A refusal at the shell is the same sentence and code as on a page, and exit status 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishan.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["jishan", *sys.argv[1:]])
    except Refusal as refusal:
        said = worded(refusal)
        sys.stderr.write(f"{said.sentence}({said.code})\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.stderr.write("\n停下了。做了一半的那一步没有记下。\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
