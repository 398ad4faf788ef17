"""What admins type in a terminal, as one explicit table: a tool is a file beside this one and a line here."""

from typing import Final

from bot.tools.check import CHECK
from bot.tools.db import DB
from bot.tools.diff import DIFF
from bot.tools.doctor import DOCTOR
from bot.tools.erase import ERASE
from bot.tools.export import EXPORT
from bot.tools.import_table import IMPORT
from bot.tools.new import NEW
from bot.tools.preview import PREVIEW
from bot.tools.replay import REPLAY
from bot.tools.report import REPORT
from bot.tools.schema import SCHEMA
from bot.tools.teams_package import TEAMS_PACKAGE
from bot.tools.tool import Tool

TOOLS: Final[tuple[Tool, ...]] = (
    DOCTOR,
    CHECK,
    PREVIEW,
    SCHEMA,
    NEW,
    DIFF,
    EXPORT,
    ERASE,
    IMPORT,
    REPLAY,
    REPORT,
    DB,
    TEAMS_PACKAGE,
)
