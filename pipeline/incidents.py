"""Same event? Mentions that share a text within a brand are one incident."""

from hashlib import sha256

from pipeline.folding import fold, split_words
from pipeline.post import Post

# Two people can write "awful service!" of two events; nobody writes these many words alike.
LEAST_WORDS = 8


def key(post: Post, post_key: str) -> str:
    """What the mentions of an incident share: the text where it is long enough, else the post."""
    words = split_words(fold(post.text))
    if len(words) < LEAST_WORDS:
        return f"post:{post_key}"
    return "text:" + sha256(" ".join(words).encode()).hexdigest()
