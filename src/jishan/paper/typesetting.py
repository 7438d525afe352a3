"""Plain values and a typst source in, a PDF out.

A source in `templates/` reads its values by `json(bytes(sys.inputs.content))`; they are shown as
text and never run. The fonts are put into `fonts/` by the front-end build. Where they are
missing the system's own are taken, so that a checkout without Node still prints.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

_HERE = Path(__file__).resolve().parent
TEMPLATES = _HERE / "templates"
FONTS = _HERE / "fonts"


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    bundled = any(FONTS.glob("*.ttf"))
    return typst.Fonts(include_system_fonts=not bundled, font_paths=[str(FONTS)])


def typeset(template: str, content: Mapping[str, Any]) -> bytes:
    """The PDF of `templates/<template>.typ`. `content` is anything that JSON can hold."""
    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        format="pdf",
    )
