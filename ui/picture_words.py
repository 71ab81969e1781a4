"""What a picture says of itself beside its pixels: title, description, and the recipe of its run."""

from __future__ import annotations

import html
from collections.abc import Sequence
from importlib.metadata import version

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QPdfWriter

from simulator import picture_recipe
from simulator.picture_recipe import NO_RECIPE, RECIPE
from simulator.provenance import Provenance
from ui.panels.panel import Panel

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{description}</rdf:li></rdf:Alt></dc:description>
<xmp:CreatorTool>{software}</xmp:CreatorTool>
{recipe}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def software() -> str:
    """What made the picture."""
    return f"Batchscope {version('batchscope')}"


def description(panel: Panel, origin: Provenance) -> str:
    """What is shown, and of which run, in one paragraph."""
    known = [f"{name}: {text}." for name, text in origin.words]
    return " ".join([panel.about, *known])


def in_png(png: bytes, panel: Panel, origin: Provenance) -> bytes:
    """The same picture with its words as chunks of text."""
    key, text = _recipe(origin)
    words = {
        "Title": panel.title, "Description": description(panel, origin), "Software": software(), key: text,
    }  # fmt: skip
    return picture_recipe.with_texts(png, words)


def in_svg(svg: str, panel: Panel, origin: Provenance) -> str:
    """The same picture with its words in a <metadata> element."""
    plain = f"{html.escape(description(panel, origin))} {software()}."
    metadata = f"<metadata>{plain}{picture_recipe.element(*_recipe(origin))}</metadata>"
    return svg.replace("</desc>", f"</desc>\n{metadata}", 1)


def in_pdf(writer: QPdfWriter, panels: Sequence[Panel], origins: Sequence[Provenance]) -> None:
    """Have a PDF say its words; the recipe also lies in it as a file, for people."""
    others = f" and {len(panels) - 1} more panels" if len(panels) > 1 else ""
    title = panels[0].title + others
    made = next((origin for origin in origins if origin.recipe), origins[0])
    said = "\n".join(
        f"{panel.title}: {description(panel, origin)}" for panel, origin in zip(panels, origins, strict=True)
    )
    writer.setTitle(title)
    writer.setCreator(software())
    xmp = _XMP.format(
        title=html.escape(title), description=html.escape(said), software=software(),
        recipe=picture_recipe.element(*_recipe(made)),
    )  # fmt: skip
    writer.setDocumentXmpMetadata(QByteArray(xmp.encode()))
    if made.recipe:
        writer.addFileAttachment("batchscope-recipe.txt", QByteArray(made.recipe.encode()), "text/plain")


def _recipe(origin: Provenance) -> tuple[str, str]:
    return (RECIPE, origin.recipe) if origin.recipe else (NO_RECIPE, origin.why_not)
