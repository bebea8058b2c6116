"""What we raise for people; it stands on the lowest floor because the classifier raises it too."""

from classifier.errors import OtklikError, Said, unknown

__all__ = ["OtklikError", "Said", "unknown"]
