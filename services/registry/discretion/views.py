"""Exemptions and benchmarks on a day."""

from libs.events.catalog.registry import discretion as f
from libs.events.views.table import fact
from libs.events.views.views import Views

from ..lists.views import dated

views = Views()

dated(views, "exemptions", fact.exemption, f.ExemptionListed, f.ExemptionWithdrawn)
dated(views, "benchmarks", fact.benchmark, f.BenchmarkListed, f.BenchmarkWithdrawn)
