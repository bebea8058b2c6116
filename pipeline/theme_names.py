"""What themes are called: as people named and merged them, wherever one is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from pipeline.finding_model import Theme
from pipeline.themes import name_of


@dataclass(frozen=True)
class ThemeNames:
    """The themes that people or the program gave a name, or that count with another one."""

    roots: Mapping[str, str] = field(default_factory=dict)  # which theme each is counted with
    names: Mapping[str, str] = field(default_factory=dict)

    def root(self, key: str | None) -> str | None:
        """The theme that counts for this one."""
        return self.roots.get(key, key) if key else key

    def name(self, key: str) -> str:
        """What a theme is called; the key of one the judge knows and nobody renamed."""
        root = self.roots.get(key, key)
        return self.names.get(root, root)

    def said(self, key: str | None) -> str:
        """What people or the program called a theme; nothing for one that has no such name."""
        root = self.root(key)
        name = self.names.get(root, "") if root else ""
        return "" if name == root else name

    def parts(self, key: str | None) -> list[str] | None:
        """A theme and those counted with it."""
        if key is None:
            return None
        return [key, *(part for part, root in self.roots.items() if root == key)]

    def words_for(self, *keys: str | None) -> frozenset[str]:
        """The keys and names of these themes, and of all that count with them."""
        roots = {root for key in keys if (root := self.root(key))}
        parts = {part for root in roots for part in self.parts(root) or ()}
        return frozenset(parts | {self.names[part] for part in parts & self.names.keys()})

    def key(self, name: str) -> str:
        """The theme that is called so."""
        return next((key for key, said in self.names.items() if said == name), name)


def read_theme_names(session: Session) -> ThemeNames:
    """The names as they are now."""
    themes = session.scalars(select(Theme).options(joinedload(Theme.into))).all()
    roots = {one.key: one.into.key for one in themes if one.into is not None}
    return ThemeNames(roots, {one.key: name_of(one.key, one) for one in themes})
