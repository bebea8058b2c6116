"""Templates with their fixed messages translated as they are compiled, not on every page."""

from gettext import NullTranslations

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

FIXED = {"_": 1, "gettext": 1, "pgettext": 2}  # and how many texts each takes


class TranslatedEnvironment(Environment):
    """Templates of one language."""

    catalogue: NullTranslations = NullTranslations()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        translated: nodes.Template = _Translator(self.catalogue).visit(template)
        return translated


class _Translator(NodeTransformer):
    """Puts the translation in place of each call that depends on nothing else."""

    def __init__(self, catalogue: NullTranslations) -> None:
        self.catalogue = catalogue

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  (Jinja's own name)
        self.generic_visit(node)
        told = [part.value for part in node.args if isinstance(part, nodes.Const)]
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        more = node.kwargs or node.dyn_args or node.dyn_kwargs
        if FIXED.get(name) != len(told) or len(told) != len(node.args) or more:
            return node
        return nodes.Const(self.translate(name, told), lineno=node.lineno)

    def translate(self, name: str, told: list[str]) -> Markup:
        """What Jinja's own functions would give: in messages percent signs stand twice."""
        ask = self.catalogue.pgettext if name == "pgettext" else self.catalogue.gettext
        return Markup(ask(*told)) % {}  # noqa: S704  (messages are ours)
