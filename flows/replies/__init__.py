"""What people write, read as a careful nurse would: what is sure is kept, what is likely is asked back."""

from flows.replies.commands import is_opt_out
from flows.replies.openings import nearly_short, read_consent, read_short, read_start, read_year
from flows.replies.safety import alarm
from flows.replies.understand import read_command, understand

__all__ = [
    "alarm",
    "is_opt_out",
    "nearly_short",
    "read_command",
    "read_consent",
    "read_short",
    "read_start",
    "read_year",
    "understand",
]
