"""Cell styles of an .xlsx that strike a text through."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from pacom_xl.xlsx.shared_strings import is_on


def struck_styles(styles: Element) -> frozenset[str]:
    """Numbers of the cell styles whose font is struck through, as cells spell them."""
    fonts, formats = styles.find("fonts"), styles.find("cellXfs")
    if fonts is None or formats is None:
        return frozenset()
    lines = ((str(number), font.find("strike")) for number, font in enumerate(fonts))
    struck = {number for number, line in lines if line is not None and is_on(line.attrib)}
    return frozenset(str(number) for number, style in enumerate(formats) if style.get("fontId") in struck)
