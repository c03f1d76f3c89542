"""Who may ask what of planning."""

from libs.domain.scopes import Scope
from libs.domain.trails import OF_INTERNAL_DATA, OF_PERSONAL_DATA
from libs.events.catalog.planning.policy import Duty
from libs.events.countersigning.api import queue_of
from libs.events.http.access import Access, everybody, only

from .policy.decide import SECONDS

OFFICIALS = (
    "planner",
    "conference-member",
    "department-officer",
    "inspector",
    "township-officer",
    "commander",
    "credit-officer",
    "registrar",
    "auditor",
    "guidance-officer",
    "integrator",
    "operator",
)
# The joint conference plans for all departments at one table; its members read what it decides on.
watching = only("planner", "auditor", "guidance-officer", "operator")
at_the_table = watching | only("conference-member")
in_department = only("department-officer", "inspector", "head", "legal-reviewer", scope=Scope.DEPARTMENT)
in_division = only("township-officer", "commander", "government-officer", scope=Scope.DIVISION)
# B-33 and B-34 make the plan public, and with it the demands that became its tasks. What a department wishes before the joint
# conference has decided, and what it took back, is a paper of those who decide.
of_demands = at_the_table | in_department
# Visits are not for everybody: an unannounced one is in the list too.
official = at_the_table | in_department | in_division
# A schedule is a draw's, in figures; its days and routes are rows of visits.
of_schedules = at_the_table | only(*in_department.roles, *in_division.roles)
of_substitutions = at_the_table | in_department
# Days of absence are for the officer's own department and for whoever draws and watches.
of_officers = watching | in_department
# Who is kin to whom is for those who record it, who fill the teams by it, and who look into both.
recusals = only("planner", "auditor") | only("department-officer", scope=Scope.DEPARTMENT)
# Whoever is told more here is told of whistles, clues, and visits of which no notice may be given.
told = everybody(*(role for role in OFFICIALS if role not in {"integrator", "operator"}))
public = everybody()
# Before the joint conference has approved an edition, it is told to those who read the demands it joins.
decided = everybody(*of_demands.roles)
# Who leads is a matter of the day: the decision looks whether the department of the caller is the one that leads. A single
# visit is moved or cancelled by the department that leads it, too.
lead = only("planner", scope=Scope.DEPARTMENT)
member = only("conference-member", scope=Scope.DEPARTMENT)
conference = only("planner", "conference-member")
leads = member | lead
# A ruling joins the check to the visit that is planned anyway, which may be one that only planners know of.
rules = lead
department = only("department-officer", scope=Scope.DEPARTMENT)
# Any department's planner drafts demands of its own; the plan is the lead's.
demander = only("department-officer", "planner", scope=Scope.DEPARTMENT)
filer = only("department-officer", "inspector", "planner", scope=Scope.DEPARTMENT)
# An entry at once is ordered by the head; whoever was there or keeps the desk reports it, too.
enterer = filer | only("head", scope=Scope.DEPARTMENT)

ACCESS = Access(
    {
        **queue_of(settling=only(*SECONDS), overseeing=only("auditor", "operator"), trail=OF_INTERNAL_DATA),
        "POST /policy": only("planner", scope=Scope.DEPARTMENT, duty=Duty.POLICY),
        "POST /policy/editions/{edition}/withdrawal": only("planner", scope=Scope.DEPARTMENT, duty=Duty.POLICY),
        "GET /policy": public,
        "GET /policy/editions": public,
        "POST /crossplans": lead,
        "POST /crossplans/{crossplan}/acceptance": leads,
        "POST /crossplans/{crossplan}/rejection": leads,
        "POST /crossplans/{crossplan}/termination": leads,
        "GET /crossplans": public,
        "GET /crossplans/{crossplan}": public,
        "POST /demands": demander,
        "POST /demands/{demand}/withdrawal": demander,
        "GET /demands": of_demands.on_record(OF_INTERNAL_DATA),
        "GET /demands/export.{format}": of_demands.on_record(OF_INTERNAL_DATA),
        "POST /campaigns": lead,
        "POST /campaigns/{campaign}/end": lead,
        "GET /campaigns": public,
        "GET /campaigns/{campaign}": public,
        "POST /plans": lead,
        "POST /plans/{plan}/coordination": lead,
        "POST /plans/{plan}/votes": member,
        "GET /plans": public,
        "GET /plans/{plan}": public,
        "GET /plans/{plan}/tasks": decided,
        "GET /plans/{plan}/tasks/export.{format}": decided,
        "GET /plans/{plan}/coverage": decided,
        "GET /plans/{plan}/coverage/export.{format}": decided,
        "GET /plans/{plan}/editions": decided,
        "GET /plans/{plan}/editions/difference": decided,
        "GET /visits": official.on_record(OF_INTERNAL_DATA),
        "GET /visits/export.{format}": official.on_record(OF_INTERNAL_DATA),
        "GET /visits/{visit}": official.on_record(OF_INTERNAL_DATA),
        "POST /visits/{visit}/cancellation": lead,
        "POST /recusals": department,
        "POST /recusals/{recusal}/lifting": department,
        "GET /recusals": recusals.on_record(OF_PERSONAL_DATA),
        "POST /absences": department,
        "POST /absences/{absence}/ending": department,
        "GET /absences": of_officers.on_record(OF_PERSONAL_DATA),
        "GET /coverage": public,
        "GET /coverage/entities": official.on_record(OF_INTERNAL_DATA),
        "GET /coverage/entities/export.{format}": official.on_record(OF_INTERNAL_DATA),
        "POST /chains": lead,
        "GET /chains": public,
        "GET /chains/{chain}": public,
        "GET /organisers": public,
        "POST /draws": lead,
        "POST /draws/{draw}/commitments": member,
        "POST /draws/{draw}/freeze": lead,
        "POST /draws/{draw}/signatures": member,
        "POST /draws/{draw}/nonces": member,
        "POST /draws/{draw}/beacon": conference,
        "POST /draws/{draw}/completion": lead,
        "POST /draws/{draw}/void": lead,
        "GET /draws": public,
        "GET /draws/{draw}": public,
        "GET /draws/{draw}/manifest": public,
        "GET /draws/{draw}/lists": everybody("planner", "auditor"),
        "GET /draws/{draw}/sealed": public,
        "GET /draws/{draw}/proofs/{entity:path}": public,
        "GET /draws/{draw}/certificate": everybody("planner", "auditor").on_record(OF_PERSONAL_DATA),
        "GET /draws/{draw}/substitutions": everybody("planner", "auditor").on_record(OF_PERSONAL_DATA),
        "POST /draws/{draw}/substitutions/entity": lead,
        "POST /visits/{visit}/substitutions/inspector": lead,
        "GET /substitutions": of_substitutions.on_record(OF_PERSONAL_DATA),
        "GET /substitutions/export.{format}": of_substitutions.on_record(OF_PERSONAL_DATA),
        "POST /filings": filer,
        "POST /filings/{filing}/withdrawal": filer,
        "POST /filings/{filing}/consent": rules,
        "POST /filings/{filing}/deferral": rules,
        "POST /filings/{filing}/refusal": rules,
        "GET /filings": official.on_record(OF_INTERNAL_DATA),
        "GET /filings/export.{format}": official.on_record(OF_INTERNAL_DATA),
        "GET /filings/{filing}": official.on_record(OF_INTERNAL_DATA),
        "POST /emergencies": enterer,
        "POST /emergencies/{emergency}/ruling": rules,
        "GET /emergencies": official.on_record(OF_INTERNAL_DATA),
        "GET /emergencies/export.{format}": official.on_record(OF_INTERNAL_DATA),
        "GET /emergencies/{emergency}": official.on_record(OF_INTERNAL_DATA),
        "POST /draws/{draw}/schedules": lead,
        "POST /schedules/{schedule}/cancellation": lead,
        "POST /visits/{visit}/schedule": lead,
        "GET /schedules": of_schedules.on_record(OF_INTERNAL_DATA),
        "GET /schedules/{schedule}": of_schedules.on_record(OF_INTERNAL_DATA),
        "GET /schedules/{schedule}/days": official.on_record(OF_INTERNAL_DATA),
        "GET /schedules/{schedule}/export.{format}": official.on_record(OF_INTERNAL_DATA),
        "GET /figures": public,
        "GET /figures/export.{format}": public,
        "GET /entities/{entity:path}/why": told.on_record(OF_INTERNAL_DATA),
    }
)
