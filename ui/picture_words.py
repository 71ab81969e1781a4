"""What a picture says of itself beside its pixels: title, description, and the recipe of its run."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
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


def description(about: str, origin: Provenance) -> str:
    """What is shown, and of which run, in one paragraph."""
    known = [f"{name}: {text}." for name, text in origin.words]
    return " ".join([about, *known])


def words(title: str, about: str, origin: Provenance) -> dict[str, str]:
    """All that a picture says of itself, by its keys."""
    key, text = _recipe(origin)
    return {
        "Title": title, "Description": description(about, origin), "Software": software(), key: text,
    }  # fmt: skip


def in_png(png: bytes, panel: Panel, origin: Provenance) -> bytes:
    """The same picture with its words as chunks of text."""
    return picture_recipe.with_texts(png, words(panel.title, panel.about, origin))


def xmp(said: Mapping[str, str]) -> bytes:
    """Words as a packet of XMP, for a PDF or a WebP."""
    key = RECIPE if RECIPE in said else NO_RECIPE
    return _XMP.format(
        title=html.escape(said["Title"]), description=html.escape(said["Description"]),
        software=html.escape(said["Software"]), recipe=picture_recipe.element(key, said[key]),
    ).encode()  # fmt: skip


def in_svg(svg: str, panel: Panel, origin: Provenance) -> str:
    """The same picture with its words in a <metadata> element."""
    plain = f"{html.escape(description(panel.about, origin))} {software()}."
    metadata = f"<metadata>{plain}{picture_recipe.element(*_recipe(origin))}</metadata>"
    return svg.replace("</desc>", f"</desc>\n{metadata}", 1)


def in_pdf(writer: QPdfWriter, panels: Sequence[Panel], origins: Sequence[Provenance]) -> None:
    """Have a PDF say its words; the recipe also lies in it as a file, for people."""
    others = f" and {len(panels) - 1} more panels" if len(panels) > 1 else ""
    title = panels[0].title + others
    made = next((origin for origin in origins if origin.recipe), origins[0])
    said = "\n".join(
        f"{panel.title}: {description(panel.about, origin)}"
        for panel, origin in zip(panels, origins, strict=True)
    )
    writer.setTitle(title)
    writer.setCreator(software())
    key, text = _recipe(made)
    all_said = {"Title": title, "Description": said, "Software": software(), key: text}
    writer.setDocumentXmpMetadata(QByteArray(xmp(all_said)))
    if made.recipe:
        writer.addFileAttachment("batchscope-recipe.txt", QByteArray(made.recipe.encode()), "text/plain")


def _recipe(origin: Provenance) -> tuple[str, str]:
    return (RECIPE, origin.recipe) if origin.recipe else (NO_RECIPE, origin.why_not)
