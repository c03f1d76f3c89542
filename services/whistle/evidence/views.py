"""What was erased, and who may read a file because of what names it."""

from pathlib import Path

import aiosql

from libs.events.catalog.whistle.evidence import EvidenceErased
from libs.events.files.erased import erased_views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = erased_views(EvidenceErased)
