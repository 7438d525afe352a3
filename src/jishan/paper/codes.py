"""QR codes for paper: large modules, read again when a quarter of them is dirty (level Q)."""

import io

import segno


def qr_svg(address: str) -> str:
    """The code as an SVG without its quiet zone; the template leaves the white around it.

    Letters are made capitals: an address in capitals needs a code of fewer, larger modules.
    Host names do not mind, and our own short addresses are capitals anyway.
    """
    code = segno.make_qr(address.upper(), error="q", boost_error=False)
    stream = io.BytesIO()
    code.save(stream, kind="svg", border=0, omitsize=True, xmldecl=False, nl=False)
    return stream.getvalue().decode()
