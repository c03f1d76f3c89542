-- checks: in Python, rows of checks are found by visit, department and by visit, department, item
-- findings: in Python, rows of findings are found by visit, department and by visit, finding
-- parts, visits: in Python, visits.update(visit, problems) reads parts

-- benchmarks: once
insert into views_next."benchmarks" ("benchmark", "version", "effective_from", "item", "grades")
select (e.data ->> 'benchmark'), e.version, (e.data ->> 'effective_from')::date, (e.data ->> 'item'), nullif(case when jsonb_typeof((e.data -> 'grades')) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('fine_min_fen', 'null'::jsonb, 'fine_max_fen', 'null'::jsonb, 'other', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif((e.data -> 'grades'), 'null')) with ordinality as w(v, n)) else (e.data -> 'grades') end, 'null')
  from views_apart.learned e
 where e.type = 'registry.benchmark-listed' and e.home and e.schema_version <= 1;
insert into views_next."benchmarks" ("benchmark", "version", "effective_from")
select (e.data ->> 'benchmark'), e.version, (e.data ->> 'effective_from')::date
  from views_apart.learned e
 where e.type = 'registry.benchmark-withdrawn' and e.home and e.schema_version <= 1;

-- calendar_years: once
insert into views_next."calendar_years" ("year", "holidays", "workdays", "notice", "arranged_at", "version")
select distinct on ("year") "year", "holidays", "workdays", "notice", "arranged_at", "version" from (
select (e.data ->> 'year')::integer as "year", case when jsonb_typeof((e.data -> 'holidays')) = 'array' then array(select v::date from jsonb_array_elements_text((e.data -> 'holidays')) as a(v)) end as "holidays", case when jsonb_typeof((e.data -> 'workdays')) = 'array' then array(select v::date from jsonb_array_elements_text((e.data -> 'workdays')) as a(v)) end as "workdays", (e.data ->> 'notice') as "notice", e.time as "arranged_at", e.version as "version", e.seq as ":seq", 0 as ":verb", 0::bigint as ":nth"
  from views_apart.learned e
 where e.type = 'registry.year-arranged' and e.home and e.schema_version <= 1
) u order by "year", ":seq" desc, ":verb" desc, ":nth" desc;

-- case_clocks: fold
create function views_apart."fold_case_clocks"() returns setof views_next."case_clocks" language plpgsql as $fold$
declare x record; r views_next."case_clocks"; o views_next."case_clocks"; blank views_next."case_clocks"; have boolean := false; h0 text; h1 text;
begin
  for x in select * from (
    select (e.data ->> 'subject') as k0, (e.data ->> 'stage') as k1, e.seq, 0 as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, null::timestamptz as time
      from views_apart.learned e
     where e.type = 'inspection.clock-passed' and e.home and e.schema_version <= 1
    union all
    select (e.data ->> 'case') as k0, 'case-review'::text as k1, e.seq, case when e.type = 'inspection.case-proposed' and e.home and e.schema_version <= 1 then 1 when e.type = 'inspection.legal-review-asked' and e.home and e.schema_version <= 1 then 2 when e.type = 'inspection.legal-review-given' and e.home and e.schema_version <= 1 then 3 when e.type = 'inspection.case-closed' and e.home and e.schema_version <= 1 then 13 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, e.time
      from views_apart.learned e
     where e.type = 'inspection.case-proposed' and e.home and e.schema_version <= 1
        or e.type = 'inspection.legal-review-asked' and e.home and e.schema_version <= 1
        or e.type = 'inspection.legal-review-given' and e.home and e.schema_version <= 1
        or e.type = 'inspection.case-closed' and e.home and e.schema_version <= 1
    union all
    select (e.data ->> 'case') as k0, 'case-defend'::text as k1, e.seq, 4 as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, null::timestamptz as time
      from views_apart.learned e
     where e.type = 'inspection.penalty-told' and e.home and e.schema_version <= 1
    union all
    select (e.data ->> 'case') as k0, 'case-serve'::text as k1, e.seq, case when e.type = 'inspection.penalty-decided' and e.home and e.schema_version <= 1 then 5 when e.type = 'inspection.no-penalty-decided' and e.home and e.schema_version <= 1 then 8 when e.type = 'inspection.case-served' and e.home and e.schema_version <= 1 then 11 when e.type = 'inspection.penalty-revoked' and e.home and e.schema_version <= 1 then 12 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, e.time
      from views_apart.learned e
     where e.type = 'inspection.penalty-decided' and e.home and e.schema_version <= 1
        or e.type = 'inspection.no-penalty-decided' and e.home and e.schema_version <= 1
        or e.type = 'inspection.case-served' and e.home and e.schema_version <= 1
        or e.type = 'inspection.penalty-revoked' and e.home and e.schema_version <= 1
    union all
    select (e.data ->> 'case') as k0, 'case-review'::text as k1, e.seq, case when e.type = 'inspection.penalty-decided' and e.home and e.schema_version <= 1 then 6 when e.type = 'inspection.no-penalty-decided' and e.home and e.schema_version <= 1 then 9 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, null::timestamptz as time
      from views_apart.learned e
     where e.type = 'inspection.penalty-decided' and e.home and e.schema_version <= 1
        or e.type = 'inspection.no-penalty-decided' and e.home and e.schema_version <= 1
    union all
    select (e.data ->> 'case') as k0, 'case-defend'::text as k1, e.seq, case when e.type = 'inspection.penalty-decided' and e.home and e.schema_version <= 1 then 7 when e.type = 'inspection.no-penalty-decided' and e.home and e.schema_version <= 1 then 10 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, null::timestamptz as time
      from views_apart.learned e
     where e.type = 'inspection.penalty-decided' and e.home and e.schema_version <= 1
        or e.type = 'inspection.no-penalty-decided' and e.home and e.schema_version <= 1
    union all
    select (e.data ->> 'case') as k0, 'case-defend'::text as k1, e.seq, 14 as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, null::timestamptz as time
      from views_apart.learned e
     where e.type = 'inspection.case-closed' and e.home and e.schema_version <= 1
    union all
    select (e.data ->> 'case') as k0, 'case-serve'::text as k1, e.seq, 15 as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, null::timestamptz as time
      from views_apart.learned e
     where e.type = 'inspection.case-closed' and e.home and e.schema_version <= 1
    union all
    select (e.data ->> 'case') as k0, (e.data ->> 'stage') as k1, e.seq, 16 as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, null::timestamptz as time
      from views_apart.learned e
     where e.type = 'inspection.case-clock-moved' and e.home and e.schema_version <= 1
  ) u order by k0 collate "C", k1 collate "C", seq, verb, nth loop
  if x.k0 is distinct from h0 or x.k1 is distinct from h1 then
    if have then return next r; end if;
    have := false; h0 := x.k0; h1 := x.k1;
  end if;
  case x.verb
  when 0 then
    if have then have := false; end if;
  when 1 then
    if have then have := false; end if;
  when 2 then
    if have then r."due" := (x.data ->> 'review_by')::timestamp with time zone; r."began_at" := x.time; else r := blank; r."case_ref" := (x.data ->> 'case'); r."stage" := 'case-review'::text; r."due" := (x.data ->> 'review_by')::timestamp with time zone; r."began_at" := x.time; have := true; end if;
  when 3 then
    if have then have := false; end if;
  when 4 then
    if have then r."due" := (x.data ->> 'defend_by')::timestamp with time zone; r."began_at" := (x.data ->> 'at')::timestamp with time zone; else r := blank; r."case_ref" := (x.data ->> 'case'); r."stage" := 'case-defend'::text; r."due" := (x.data ->> 'defend_by')::timestamp with time zone; r."began_at" := (x.data ->> 'at')::timestamp with time zone; have := true; end if;
  when 5 then
    if have then r."due" := (x.data ->> 'serve_by')::timestamp with time zone; r."began_at" := x.time; else r := blank; r."case_ref" := (x.data ->> 'case'); r."stage" := 'case-serve'::text; r."due" := (x.data ->> 'serve_by')::timestamp with time zone; r."began_at" := x.time; have := true; end if;
  when 6 then
    if have then have := false; end if;
  when 7 then
    if have then have := false; end if;
  when 8 then
    if have then r."due" := (x.data ->> 'serve_by')::timestamp with time zone; r."began_at" := x.time; else r := blank; r."case_ref" := (x.data ->> 'case'); r."stage" := 'case-serve'::text; r."due" := (x.data ->> 'serve_by')::timestamp with time zone; r."began_at" := x.time; have := true; end if;
  when 9 then
    if have then have := false; end if;
  when 10 then
    if have then have := false; end if;
  when 11 then
    if have then have := false; end if;
  when 12 then
    if have then have := false; end if;
  when 13 then
    if have then have := false; end if;
  when 14 then
    if have then have := false; end if;
  when 15 then
    if have then have := false; end if;
  when 16 then
    if have then r."due" := (x.data ->> 'due')::timestamp with time zone; end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."case_clocks" ("case_ref", "stage", "due", "began_at")
select "case_ref", "stage", "due", "began_at" from views_apart."fold_case_clocks"();

-- case_steps: once
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'filed'::text, (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('origin', case when jsonb_typeof((e.data -> 'origin')) = 'object' then jsonb_build_object('finding', 'null'::jsonb) || (e.data -> 'origin') else (e.data -> 'origin') end) else e.data end, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.case-filed' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'not-filed'::text, (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('origin', case when jsonb_typeof((e.data -> 'origin')) = 'object' then jsonb_build_object('finding', 'null'::jsonb) || (e.data -> 'origin') else (e.data -> 'origin') end) else e.data end, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.case-not-filed' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'officer-replaced'::text, (nullif(e.data, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.case-officer-replaced' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'evidence'::text, (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('evidence', case when jsonb_typeof((e.data -> 'evidence')) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('taken_at', 'null'::jsonb, 'where', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) with ordinality as w(v, n)) else (e.data -> 'evidence') end) else e.data end, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.case-evidence-added' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'proposed'::text, (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('penalties', case when jsonb_typeof((e.data -> 'penalties')) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('fen', 'null'::jsonb, 'days', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif((e.data -> 'penalties'), 'null')) with ordinality as w(v, n)) else (e.data -> 'penalties') end) else e.data end, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.case-proposed' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'review-asked'::text, (nullif(e.data, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.legal-review-asked' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'reviewed'::text, (nullif(e.data, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.legal-review-given' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'told'::text, (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('document', case when jsonb_typeof((e.data -> 'document')) = 'object' then jsonb_build_object('taken_at', 'null'::jsonb, 'where', 'null'::jsonb) || (e.data -> 'document') else (e.data -> 'document') end) else e.data end, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.penalty-told' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'defence'::text, (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('evidence', case when jsonb_typeof((e.data -> 'evidence')) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('taken_at', 'null'::jsonb, 'where', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) with ordinality as w(v, n)) else (e.data -> 'evidence') end) else e.data end, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.defence-received' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'hearing-asked'::text, (nullif(e.data, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.hearing-asked' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'hearing-called'::text, (nullif(e.data, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.hearing-called' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'hearing'::text, (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('record', case when jsonb_typeof((e.data -> 'record')) = 'object' then jsonb_build_object('taken_at', 'null'::jsonb, 'where', 'null'::jsonb) || (e.data -> 'record') else (e.data -> 'record') end) else e.data end, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.hearing-held' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'discussed'::text, (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('record', case when jsonb_typeof((e.data -> 'record')) = 'object' then jsonb_build_object('taken_at', 'null'::jsonb, 'where', 'null'::jsonb) || (e.data -> 'record') else (e.data -> 'record') end) else e.data end, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.case-discussed' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'suspended'::text, (nullif(e.data, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.case-suspended' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'resumed'::text, (nullif(e.data, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.case-resumed' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'extended'::text, (nullif(e.data, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.case-extended' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'decided'::text, (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('penalties', case when jsonb_typeof((e.data -> 'penalties')) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('fen', 'null'::jsonb, 'days', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif((e.data -> 'penalties'), 'null')) with ordinality as w(v, n)) else (e.data -> 'penalties') end) else e.data end, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.penalty-decided' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'spared'::text, (nullif(e.data, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.no-penalty-decided' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'served'::text, (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('receipt', case when jsonb_typeof((e.data -> 'receipt')) = 'object' then jsonb_build_object('taken_at', 'null'::jsonb, 'where', 'null'::jsonb) || (e.data -> 'receipt') else (e.data -> 'receipt') end) else e.data end, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.case-served' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'performed'::text, (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('receipt', case when jsonb_typeof((e.data -> 'receipt')) = 'object' then jsonb_build_object('taken_at', 'null'::jsonb, 'where', 'null'::jsonb) || (e.data -> 'receipt') else (e.data -> 'receipt') end) else e.data end, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.penalty-performed' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'deferred'::text, (nullif(e.data, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.penalty-deferred' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'surcharge'::text, (nullif(e.data, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.surcharge-added' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'enforcement-asked'::text, (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('document', case when jsonb_typeof((e.data -> 'document')) = 'object' then jsonb_build_object('taken_at', 'null'::jsonb, 'where', 'null'::jsonb) || (e.data -> 'document') else (e.data -> 'document') end) else e.data end, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.enforcement-asked' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'revoked'::text, (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object('asked_by', 'null'::jsonb, 'approved_by', 'null'::jsonb) || e.data else e.data end, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.penalty-revoked' and e.home and e.schema_version <= 1;
insert into views_next."case_steps" ("case_ref", "version", "step", "said", "noted_at")
select (e.data ->> 'case'), e.version, 'closed'::text, (nullif(e.data, 'null') - 'case' - 'department'), e.time
  from views_apart.learned e
 where e.type = 'inspection.case-closed' and e.home and e.schema_version <= 1;

-- cases: fold
create function views_apart."fold_cases"() returns setof views_next."cases" language plpgsql as $fold$
declare x record; r views_next."cases"; o views_next."cases"; blank views_next."cases"; have boolean := false; h0 text;
begin
  blank."items" := '{}'::text[];
  blank."officers" := '{}'::text[];
  blank."overdue" := '{}'::text[];
  blank."evidence" := '{}'::text[];
  blank."papers" := '{}'::text[];
  blank."penalties" := '[]'::jsonb;
  blank."surcharge_fen" := 0;
  for x in select * from (
    select (e.data ->> 'subject') as k0, e.seq, 0 as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, null::timestamptz as time, e.version, null::text[] as v0, null::text[] as v1, null::jsonb as v2
      from views_apart.learned e
     where e.type = 'inspection.clock-passed' and e.home and e.schema_version <= 1 and ((e.data ->> 'stage') ^@ 'case-')
    union all
    select (e.data ->> 'case') as k0, e.seq, case when e.type = 'inspection.case-filed' and e.home and e.schema_version <= 1 then 1 when e.type = 'inspection.case-not-filed' and e.home and e.schema_version <= 1 then 2 when e.type = 'inspection.case-officer-replaced' and e.home and e.schema_version <= 1 then 3 when e.type = 'inspection.case-evidence-added' and e.home and e.schema_version <= 1 then 4 when e.type = 'inspection.case-proposed' and e.home and e.schema_version <= 1 then 5 when e.type = 'inspection.legal-review-asked' and e.home and e.schema_version <= 1 then 6 when e.type = 'inspection.legal-review-given' and e.home and e.schema_version <= 1 then 7 when e.type = 'inspection.penalty-told' and e.home and e.schema_version <= 1 then 8 when e.type = 'inspection.defence-received' and e.home and e.schema_version <= 1 then 9 when e.type = 'inspection.hearing-asked' and e.home and e.schema_version <= 1 then 10 when e.type = 'inspection.hearing-called' and e.home and e.schema_version <= 1 then 11 when e.type = 'inspection.hearing-held' and e.home and e.schema_version <= 1 then 12 when e.type = 'inspection.case-discussed' and e.home and e.schema_version <= 1 then 13 when e.type = 'inspection.case-suspended' and e.home and e.schema_version <= 1 then 14 when e.type = 'inspection.case-resumed' and e.home and e.schema_version <= 1 then 15 when e.type = 'inspection.case-extended' and e.home and e.schema_version <= 1 then 16 when e.type = 'inspection.penalty-decided' and e.home and e.schema_version <= 1 then 17 when e.type = 'inspection.no-penalty-decided' and e.home and e.schema_version <= 1 then 18 when e.type = 'inspection.case-served' and e.home and e.schema_version <= 1 then 19 when e.type = 'inspection.penalty-performed' and e.home and e.schema_version <= 1 then 20 when e.type = 'inspection.penalty-deferred' and e.home and e.schema_version <= 1 then 21 when e.type = 'inspection.surcharge-added' and e.home and e.schema_version <= 1 then 22 when e.type = 'inspection.enforcement-asked' and e.home and e.schema_version <= 1 then 23 when e.type = 'inspection.penalty-revoked' and e.home and e.schema_version <= 1 then 24 when e.type = 'inspection.case-closed' and e.home and e.schema_version <= 1 then 25 when e.type = 'inspection.case-clock-moved' and e.home and e.schema_version <= 1 then 26 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, e.time, e.version, case when e.type = 'inspection.case-filed' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'items')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'items')) as a(v)) end end as v0, case when e.type = 'inspection.case-filed' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'officers')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'officers')) as a(v)) end end as v1, case when e.type = 'inspection.penalty-decided' and e.home and e.schema_version <= 1 then nullif(case when jsonb_typeof((e.data -> 'penalties')) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('fen', 'null'::jsonb, 'days', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif((e.data -> 'penalties'), 'null')) with ordinality as w(v, n)) else (e.data -> 'penalties') end, 'null') end as v2
      from views_apart.learned e
     where e.type = 'inspection.case-filed' and e.home and e.schema_version <= 1
        or e.type = 'inspection.case-not-filed' and e.home and e.schema_version <= 1
        or e.type = 'inspection.case-officer-replaced' and e.home and e.schema_version <= 1
        or e.type = 'inspection.case-evidence-added' and e.home and e.schema_version <= 1
        or e.type = 'inspection.case-proposed' and e.home and e.schema_version <= 1
        or e.type = 'inspection.legal-review-asked' and e.home and e.schema_version <= 1
        or e.type = 'inspection.legal-review-given' and e.home and e.schema_version <= 1
        or e.type = 'inspection.penalty-told' and e.home and e.schema_version <= 1
        or e.type = 'inspection.defence-received' and e.home and e.schema_version <= 1
        or e.type = 'inspection.hearing-asked' and e.home and e.schema_version <= 1
        or e.type = 'inspection.hearing-called' and e.home and e.schema_version <= 1
        or e.type = 'inspection.hearing-held' and e.home and e.schema_version <= 1
        or e.type = 'inspection.case-discussed' and e.home and e.schema_version <= 1
        or e.type = 'inspection.case-suspended' and e.home and e.schema_version <= 1
        or e.type = 'inspection.case-resumed' and e.home and e.schema_version <= 1
        or e.type = 'inspection.case-extended' and e.home and e.schema_version <= 1
        or e.type = 'inspection.penalty-decided' and e.home and e.schema_version <= 1
        or e.type = 'inspection.no-penalty-decided' and e.home and e.schema_version <= 1
        or e.type = 'inspection.case-served' and e.home and e.schema_version <= 1
        or e.type = 'inspection.penalty-performed' and e.home and e.schema_version <= 1
        or e.type = 'inspection.penalty-deferred' and e.home and e.schema_version <= 1
        or e.type = 'inspection.surcharge-added' and e.home and e.schema_version <= 1
        or e.type = 'inspection.enforcement-asked' and e.home and e.schema_version <= 1
        or e.type = 'inspection.penalty-revoked' and e.home and e.schema_version <= 1
        or e.type = 'inspection.case-closed' and e.home and e.schema_version <= 1
        or e.type = 'inspection.case-clock-moved' and e.home and e.schema_version <= 1
  ) u order by k0 collate "C", seq, verb, nth loop
  if x.k0 is distinct from h0 then
    if have then return next r; end if;
    have := false; h0 := x.k0;
  end if;
  case x.verb
  when 0 then
    if have then o := r; r."version" := x.version; r."overdue" := (o.overdue || (x.data ->> 'stage')::text); end if;
  when 1 then
    if have then raise exception using errcode = 'CR002', message = 'cases.insert(case_ref, department, entity, person, subject, matter, items, officers, procedure, late, decide_by, version, origin_kind, origin, finding, state, filed_at) on CaseFiled: two rows with one key'; end if; r := blank; r."case_ref" := (x.data ->> 'case'); r."department" := (x.data ->> 'department'); r."entity" := (x.data ->> 'entity'); r."person" := (x.data ->> 'person'); r."subject" := (x.data ->> 'subject'); r."matter" := (x.data ->> 'matter'); r."items" := x.v0; r."officers" := x.v1; r."procedure" := (x.data ->> 'procedure'); r."late" := (x.data ->> 'late')::boolean; r."decide_by" := (x.data ->> 'decide_by')::timestamp with time zone; r."version" := x.version; r."origin_kind" := ((x.data -> 'origin') ->> 'kind'); r."origin" := ((x.data -> 'origin') ->> 'ref'); r."finding" := ((x.data -> 'origin') ->> 'finding'); r."state" := 'investigating'::text; r."filed_at" := x.time; have := true;
  when 2 then
    if have then raise exception using errcode = 'CR002', message = 'cases.insert(case_ref, department, entity, person, matter, late, version, origin_kind, origin, finding, state, filed_at, ended, closed_at) on CaseNotFiled: two rows with one key'; end if; r := blank; r."case_ref" := (x.data ->> 'case'); r."department" := (x.data ->> 'department'); r."entity" := (x.data ->> 'entity'); r."person" := (x.data ->> 'person'); r."matter" := (x.data ->> 'matter'); r."late" := (x.data ->> 'late')::boolean; r."version" := x.version; r."origin_kind" := ((x.data -> 'origin') ->> 'kind'); r."origin" := ((x.data -> 'origin') ->> 'ref'); r."finding" := ((x.data -> 'origin') ->> 'finding'); r."state" := 'not-filed'::text; r."filed_at" := x.time; r."ended" := (x.data ->> 'reason'); r."closed_at" := x.time; have := true;
  when 3 then
    if have then o := r; r."version" := x.version; r."officers" := (array_remove(o.officers, (x.data ->> 'gone')) || array[(x.data ->> 'substitute')]::text[]::text[]); end if;
    if have then o := r; r."officers" := (array_remove(o.officers, null)); end if;
  when 4 then
    if have then o := r; r."version" := x.version; r."evidence" := (o.evidence || array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((x.data -> 'evidence'), 'null')) as a1(v))); end if;
  when 5 then
    if have then r."outcome" := (x.data ->> 'outcome'); r."major" := (x.data ->> 'major')::boolean; r."version" := x.version; r."state" := (case when (x.data ->> 'outcome') = 'penalty' and not (x.data ->> 'to_tell')::boolean then 'told' else 'proposed' end); end if;
  when 6 then
    if have then r."version" := x.version; end if;
  when 7 then
    if have then r."version" := x.version; end if;
  when 8 then
    if have then o := r; r."defend_by" := (x.data ->> 'defend_by')::timestamp with time zone; r."version" := x.version; r."state" := 'told'::text; r."told_at" := (x.data ->> 'at')::timestamp with time zone; r."papers" := (o.papers || ((x.data -> 'document') ->> 'sha256')::text); end if;
  when 9 then
    if have then o := r; r."version" := x.version; r."papers" := (o.papers || array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((x.data -> 'evidence'), 'null')) as a1(v))); end if;
  when 10 then
    if have then r."version" := x.version; end if;
  when 11 then
    if have then r."version" := x.version; r."hearing_on" := (x.data ->> 'on')::timestamp with time zone; end if;
  when 12 then
    if have then o := r; r."version" := x.version; r."papers" := (o.papers || ((x.data -> 'record') ->> 'sha256')::text); end if;
  when 13 then
    if have then o := r; r."version" := x.version; r."evidence" := (o.evidence || ((x.data -> 'record') ->> 'sha256')::text); end if;
  when 14 then
    if have then r."transfer" := (x.data ->> 'transfer'); r."version" := x.version; r."suspended" := (x.data ->> 'ground'); end if;
  when 15 then
    if have then r."decide_by" := (x.data ->> 'decide_by')::timestamp with time zone; r."version" := x.version; r."suspended" := null::text; end if;
  when 16 then
    if have then r."decide_by" := (x.data ->> 'decide_by')::timestamp with time zone; r."version" := x.version; end if;
  when 17 then
    if have then r."decision" := (x.data ->> 'decision'); r."decided_on" := (x.data ->> 'decided_on')::date; r."penalties" := x.v2; r."basis" := (x.data ->> 'basis'); r."grade" := (x.data ->> 'grade'); r."version" := x.version; r."state" := 'decided'::text; r."outcome" := 'penalty'::text; r."is_public" := (x.data ->> 'public')::boolean; end if;
  when 18 then
    if have then r."decision" := (x.data ->> 'decision'); r."decided_on" := (x.data ->> 'decided_on')::date; r."basis" := (x.data ->> 'basis'); r."version" := x.version; r."state" := 'decided'::text; r."outcome" := (x.data ->> 'ground'); r."is_public" := false::boolean; end if;
  when 19 then
    if have then o := r; r."perform_by" := (x.data ->> 'perform_by')::timestamp with time zone; r."version" := x.version; r."state" := 'served'::text; r."served_at" := (x.data ->> 'at')::timestamp with time zone; r."papers" := (o.papers || ((x.data -> 'receipt') ->> 'sha256')::text); end if;
  when 20 then
    if have then o := r; r."left_fen" := (x.data ->> 'left_fen')::bigint; r."version" := x.version; r."state" := (case when (x.data ->> 'complete')::boolean then 'performed' else o.state end); r."papers" := (o.papers || array_remove(array[((x.data -> 'receipt') ->> 'sha256')::text], null)); end if;
  when 21 then
    if have then r."perform_by" := (x.data ->> 'perform_by')::timestamp with time zone; r."version" := x.version; end if;
  when 22 then
    if have then r."version" := x.version; r."surcharge_fen" := (x.data ->> 'total_fen')::bigint; end if;
  when 23 then
    if have then o := r; r."version" := x.version; r."evidence" := (o.evidence || ((x.data -> 'document') ->> 'sha256')::text); end if;
  when 24 then
    if have then r."version" := x.version; r."state" := 'revoked'::text; r."revoked" := (x.data ->> 'reason'); end if;
  when 25 then
    if have then o := r; r."version" := x.version; r."state" := (case when o.state = 'revoked' then 'revoked' else 'closed' end); r."ended" := (x.data ->> 'how'); r."closed_at" := x.time; end if;
  when 26 then
    if have then r."version" := x.version; end if;
    if ((x.data ->> 'stage') = 'case-defend') then if have then r."defend_by" := (x.data ->> 'due')::timestamp with time zone; end if; end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."cases" ("case_ref", "department", "entity", "person", "subject", "origin_kind", "origin", "finding", "matter", "items", "officers", "procedure", "state", "suspended", "transfer", "filed_at", "late", "decide_by", "overdue", "outcome", "major", "evidence", "papers", "told_at", "defend_by", "hearing_on", "decision", "decided_on", "penalties", "basis", "grade", "is_public", "served_at", "perform_by", "left_fen", "surcharge_fen", "revoked", "ended", "closed_at", "version")
select "case_ref", "department", "entity", "person", "subject", "origin_kind", "origin", "finding", "matter", "items", "officers", "procedure", "state", "suspended", "transfer", "filed_at", "late", "decide_by", "overdue", "outcome", "major", "evidence", "papers", "told_at", "defend_by", "hearing_on", "decision", "decided_on", "penalties", "basis", "grade", "is_public", "served_at", "perform_by", "left_fen", "surcharge_fen", "revoked", "ended", "closed_at", "version" from views_apart."fold_cases"();

-- check_ins: once
insert into views_next."check_ins" ("visit", "inspector", "department", "proof", "at", "scanned", "reason")
select (e.data ->> 'visit'), (e.data ->> 'inspector'), (e.data ->> 'department'), (e.data ->> 'proof'), (e.data ->> 'at')::timestamp with time zone, (e.data ->> 'scanned'), (e.data ->> 'reason')
  from views_apart.learned e
 where e.type = 'inspection.officer-checked-in' and e.home and e.schema_version <= 2;

-- clues: once
insert into views_next."clues" ("clue", "visit", "finder", "competent", "matter", "evidence", "found_at")
select (e.data ->> 'clue'), (e.data ->> 'visit'), (e.data ->> 'finder'), (e.data ->> 'competent'), (e.data ->> 'matter'), array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) as a1(v)), e.time
  from views_apart.learned e
 where e.type = 'inspection.clue-found' and e.home and e.schema_version <= 1;

-- countersignatures: fold
create function views_apart."fold_countersignatures"() returns setof views_next."countersignatures" language plpgsql as $fold$
declare x record; r views_next."countersignatures"; o views_next."countersignatures"; blank views_next."countersignatures"; have boolean := false; h0 text;
begin
  for x in select * from (
    select (e.data ->> 'countersignature') as k0, e.seq, case when e.type = 'inspection.countersignature-asked' and e.home and e.schema_version <= 3 then 0 when e.type = 'inspection.countersignature-given' and e.home and e.schema_version <= 1 then 1 when e.type = 'inspection.countersignature-refused' and e.home and e.schema_version <= 1 then 2 when e.type = 'inspection.countersignature-withdrawn' and e.home and e.schema_version <= 1 then 3 when e.type = 'inspection.countersignature-expired' and e.home and e.schema_version <= 1 then 4 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, e.time, e.version, e.meta, case when e.type = 'inspection.countersignature-asked' and e.home and e.schema_version <= 3 then case when jsonb_typeof((e.data -> 'leads_to')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'leads_to')) as a(v)) end end as v0, case when e.type = 'inspection.countersignature-asked' and e.home and e.schema_version <= 3 then case when jsonb_typeof((e.data -> 'roles')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'roles')) as a(v)) end end as v1
      from views_apart.learned e
     where e.type = 'inspection.countersignature-asked' and e.home and e.schema_version <= 3
        or e.type = 'inspection.countersignature-given' and e.home and e.schema_version <= 1
        or e.type = 'inspection.countersignature-refused' and e.home and e.schema_version <= 1
        or e.type = 'inspection.countersignature-withdrawn' and e.home and e.schema_version <= 1
        or e.type = 'inspection.countersignature-expired' and e.home and e.schema_version <= 1
  ) u order by k0 collate "C", seq, verb, nth loop
  if x.k0 is distinct from h0 then
    if have then return next r; end if;
    have := false; h0 := x.k0;
  end if;
  case x.verb
  when 0 then
    if have then raise exception using errcode = 'CR002', message = 'countersignatures.insert(countersignature, duty, request, body, seen, claims, leads_to, asked_by, due, roles, state, asked_at, version) on CountersignatureAsked: two rows with one key'; end if; r := blank; r."countersignature" := (x.data ->> 'countersignature'); r."duty" := (x.data ->> 'duty'); r."request" := (x.data ->> 'request'); r."body" := (x.data ->> 'body'); r."seen" := (x.data ->> 'seen')::integer; r."claims" := nullif((x.data -> 'claims'), 'null'); r."leads_to" := x.v0; r."asked_by" := (x.data ->> 'asked_by'); r."due" := (x.data ->> 'due')::timestamp with time zone; r."roles" := x.v1; r."state" := 'waiting'::text; r."asked_at" := x.time; r."version" := x.version; have := true;
  when 1 then
    if have then r."state" := 'approved'::text; r."settled_by" := (x.data ->> 'approved_by'); r."settled_at" := x.time; r."version" := x.version; end if;
  when 2 then
    if have then r."reason" := (x.data ->> 'reason'); r."state" := 'refused'::text; r."settled_by" := (x.data ->> 'refused_by'); r."settled_at" := x.time; r."version" := x.version; end if;
  when 3 then
    if have then r."state" := 'withdrawn'::text; r."settled_by" := (x.data ->> 'withdrawn_by'); r."settled_at" := x.time; r."version" := x.version; end if;
  when 4 then
    if have then r."state" := 'expired'::text; r."settled_by" := (x.meta ->> 'actor'); r."settled_at" := x.time; r."version" := x.version; end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."countersignatures" ("countersignature", "duty", "state", "request", "body", "seen", "claims", "leads_to", "asked_by", "asked_at", "due", "settled_by", "settled_at", "reason", "version", "roles")
select "countersignature", "duty", "state", "request", "body", "seen", "claims", "leads_to", "asked_by", "asked_at", "due", "settled_by", "settled_at", "reason", "version", "roles" from views_apart."fold_countersignatures"();

-- danger_orders: fold
create function views_apart."fold_danger_orders"() returns setof views_next."danger_orders" language plpgsql as $fold$
declare x record; r views_next."danger_orders"; o views_next."danger_orders"; blank views_next."danger_orders"; have boolean := false; h0 text;
begin
  for x in select * from (
    select (e.data ->> 'danger_order') as k0, e.seq, case when e.type = 'inspection.danger-order-given' and e.home and e.schema_version <= 1 then 0 when e.type = 'inspection.danger-order-lifted' and e.home and e.schema_version <= 1 then 1 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, e.time, case when e.type = 'inspection.danger-order-given' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'officers')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'officers')) as a(v)) end end as v0
      from views_apart.learned e
     where e.type = 'inspection.danger-order-given' and e.home and e.schema_version <= 1
        or e.type = 'inspection.danger-order-lifted' and e.home and e.schema_version <= 1
  ) u order by k0 collate "C", seq, verb, nth loop
  if x.k0 is distinct from h0 then
    if have then return next r; end if;
    have := false; h0 := x.k0;
  end if;
  case x.verb
  when 0 then
    if have then raise exception using errcode = 'CR002', message = 'danger_orders.insert(danger_order, hazard, department, officers, measure, what, basis, given_at) on DangerOrderGiven: two rows with one key'; end if; r := blank; r."danger_order" := (x.data ->> 'danger_order'); r."hazard" := (x.data ->> 'hazard'); r."department" := (x.data ->> 'department'); r."officers" := x.v0; r."measure" := (x.data ->> 'measure'); r."what" := (x.data ->> 'what'); r."basis" := (x.data ->> 'basis'); r."given_at" := (x.data ->> 'at')::timestamp with time zone; have := true;
  when 1 then
    if have then r."lifted_at" := x.time; r."lifted_for" := (x.data ->> 'reason'); end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."danger_orders" ("danger_order", "hazard", "department", "officers", "measure", "what", "basis", "given_at", "lifted_at", "lifted_for")
select "danger_order", "hazard", "department", "officers", "measure", "what", "basis", "given_at", "lifted_at", "lifted_for" from views_apart."fold_danger_orders"();

-- departments: once
insert into views_next."departments" ("department", "title")
select distinct on ("department") "department", "title" from (
select (e.data ->> 'department') as "department", (e.data ->> 'title') as "title", e.seq as ":seq", 0 as ":verb", 0::bigint as ":nth"
  from views_apart.learned e
 where e.type = 'registry.department-listed' and e.home and e.schema_version <= 1
) u order by "department", ":seq" desc, ":verb" desc, ":nth" desc;

-- dossier_papers: once
insert into views_next."dossier_papers" ("dossier", "document", "kind", "department", "digest", "pages", "ordinal")
select (e.data ->> 'dossier'), (p.part ->> 'document'), (p.part ->> 'kind'), (p.part ->> 'department'), (p.part ->> 'digest'), (p.part ->> 'pages')::integer, (p.nth - 1)::integer
  from views_apart.learned e cross join lateral jsonb_array_elements(nullif((e.data -> 'index'), 'null')) with ordinality as p(part, nth)
 where e.type = 'inspection.dossier-filed' and e.home and e.schema_version <= 1;

-- dossiers: fold
create function views_apart."fold_dossiers"() returns setof views_next."dossiers" language plpgsql as $fold$
declare x record; r views_next."dossiers"; o views_next."dossiers"; blank views_next."dossiers"; have boolean := false; h0 text;
begin
  blank."overdue" := false;
  blank."ends" := '{}'::text[];
  blank."papers" := 0;
  blank."readings" := 0;
  for x in select * from (
    select (e.data ->> 'subject') as k0, e.seq, 0 as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, null::timestamptz as time, e.version, e.stream, null::text[] as v0
      from views_apart.learned e
     where e.type = 'inspection.clock-passed' and e.home and e.schema_version <= 1
    union all
    select (e.data ->> 'dossier') as k0, e.seq, case when e.type = 'inspection.dossier-due' and e.home and e.schema_version <= 1 then 1 when e.type = 'inspection.dossier-filed' and e.home and e.schema_version <= 1 then 2 when e.type = 'inspection.dossier-read' and e.home and e.schema_version <= 1 then 3 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, e.time, e.version, null::text as stream, case when e.type = 'inspection.dossier-filed' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'ends')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'ends')) as a(v)) end end as v0
      from views_apart.learned e
     where e.type = 'inspection.dossier-due' and e.home and e.schema_version <= 1
        or e.type = 'inspection.dossier-filed' and e.home and e.schema_version <= 1
        or e.type = 'inspection.dossier-read' and e.home and e.schema_version <= 1
  ) u order by k0 collate "C", seq, verb, nth loop
  if x.k0 is distinct from h0 then
    if have then return next r; end if;
    have := false; h0 := x.k0;
  end if;
  case x.verb
  when 0 then
    if have and (x.stream = 'dossier-' || r.dossier) then o := r; r."overdue" := true::boolean; r."version" := x.version; end if;
  when 1 then
    if have then raise exception using errcode = 'CR002', message = 'dossiers.insert(dossier, stream, visit, department, due, owed_at, version) on DossierDue: two rows with one key'; end if; r := blank; r."dossier" := (x.data ->> 'dossier'); r."stream" := (x.data ->> 'stream'); r."visit" := (x.data ->> 'visit'); r."department" := (x.data ->> 'department'); r."due" := (x.data ->> 'due')::timestamp with time zone; r."owed_at" := x.time; r."version" := x.version; have := true;
  when 2 then
    if have then o := r; r."stream" := (x.data ->> 'stream'); r."visit" := (x.data ->> 'visit'); r."department" := (x.data ->> 'department'); r."ends" := x.v0; r."retention" := (x.data ->> 'retention'); r."retained_until" := (x.data ->> 'retained_until')::date; r."papers" := coalesce(jsonb_array_length(nullif((x.data -> 'index'), 'null')), 0); r."owed_at" := (o.owed_at); r."filed_at" := x.time; r."version" := x.version; else r := blank; r."dossier" := (x.data ->> 'dossier'); r."stream" := (x.data ->> 'stream'); r."visit" := (x.data ->> 'visit'); r."department" := (x.data ->> 'department'); r."ends" := x.v0; r."retention" := (x.data ->> 'retention'); r."retained_until" := (x.data ->> 'retained_until')::date; r."papers" := coalesce(jsonb_array_length(nullif((x.data -> 'index'), 'null')), 0); r."owed_at" := x.time; r."filed_at" := x.time; r."version" := x.version; have := true; end if;
  when 3 then
    if have then o := r; r."readings" := (o.readings + 1); r."version" := x.version; end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."dossiers" ("dossier", "stream", "visit", "department", "due", "overdue", "ends", "papers", "retention", "retained_until", "owed_at", "filed_at", "readings", "version")
select "dossier", "stream", "visit", "department", "due", "overdue", "ends", "papers", "retention", "retained_until", "owed_at", "filed_at", "readings", "version" from views_apart."fold_dossiers"();

-- entities: once
insert into views_next."entities" ("entity")
select distinct on ("entity") "entity" from (
select (e.data ->> 'entity') as "entity", e.seq as ":seq", 0 as ":verb", 0::bigint as ":nth"
  from views_apart.learned e
 where e.type = 'registry.entity-listed' and e.home and e.schema_version <= 1
) u order by "entity", ":seq", ":verb", ":nth";

-- entity_tags: fold
create function views_apart."fold_entity_tags"() returns setof views_next."entity_tags" language plpgsql as $fold$
declare x record; r views_next."entity_tags"; o views_next."entity_tags"; blank views_next."entity_tags"; have boolean := false; h0 text; h1 text;
begin
  for x in select * from (
    select (e.data ->> 'entity') as k0, (e.data ->> 'tag') as k1, e.seq, case when e.type = 'registry.entity-tagged' and e.home and e.schema_version <= 2 then 0 when e.type = 'registry.entity-untagged' and e.home and e.schema_version <= 1 then 1 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data
      from views_apart.learned e
     where e.type = 'registry.entity-tagged' and e.home and e.schema_version <= 2
        or e.type = 'registry.entity-untagged' and e.home and e.schema_version <= 1
  ) u order by k0 collate "C", k1 collate "C", seq, verb, nth loop
  if x.k0 is distinct from h0 or x.k1 is distinct from h1 then
    if have then return next r; end if;
    have := false; h0 := x.k0; h1 := x.k1;
  end if;
  case x.verb
  when 0 then
    if have then r."until" := (x.data ->> 'until')::date; else r := blank; r."entity" := (x.data ->> 'entity'); r."tag" := (x.data ->> 'tag'); r."until" := (x.data ->> 'until')::date; have := true; end if;
  when 1 then
    if have then have := false; end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."entity_tags" ("entity", "tag", "until")
select "entity", "tag", "until" from views_apart."fold_entity_tags"();

-- erased_files: once
insert into views_next."erased_files" ("sha256", "reason", "erased_at")
select (e.data ->> 'sha256'), (e.data ->> 'reason'), e.time
  from views_apart.learned e
 where e.type = 'inspection.evidence-erased' and e.home and e.schema_version <= 1;

-- exemptions: once
insert into views_next."exemptions" ("exemption", "version", "item", "behaviour", "first_offence_only", "effective_from", "conditions")
select (e.data ->> 'exemption'), e.version, (e.data ->> 'item'), (e.data ->> 'behaviour'), (e.data ->> 'first_offence_only')::boolean, (e.data ->> 'effective_from')::date, (array[(e.data ->> 'conditions')])
  from views_apart.learned e
 where e.type = 'registry.exemption-listed' and e.home and e.schema_version <= 1;
insert into views_next."exemptions" ("exemption", "version", "effective_from")
select (e.data ->> 'exemption'), e.version, (e.data ->> 'effective_from')::date
  from views_apart.learned e
 where e.type = 'registry.exemption-withdrawn' and e.home and e.schema_version <= 1;

-- finding_conditions: once
insert into views_next."finding_conditions" ("visit", "finding", "ordinal", "text", "evidence")
select distinct on ("visit", "finding", "ordinal") "visit", "finding", "ordinal", "text", "evidence" from (
select (e.data ->> 'visit') as "visit", (e.data ->> 'finding') as "finding", (p.nth - 1)::integer as "ordinal", (p.part ->> 'text') as "text", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif(coalesce(p.part -> 'evidence', '[]'::jsonb), 'null')) as a1(v)) as "evidence", e.seq as ":seq", 1 as ":verb", p.nth as ":nth"
  from views_apart.learned e cross join lateral jsonb_array_elements(nullif(coalesce(e.data -> 'conditions', '[]'::jsonb), 'null')) with ordinality as p(part, nth)
 where e.type = 'inspection.finding-assigned' and e.home and e.schema_version <= 1
) u order by "visit", "finding", "ordinal", ":seq" desc, ":verb" desc, ":nth" desc;

-- followup_needs: fold
create function views_apart."fold_followup_needs"() returns setof views_next."followup_needs" language plpgsql as $fold$
declare x record; r views_next."followup_needs"; o views_next."followup_needs"; blank views_next."followup_needs"; have boolean := false; h0 text; h1 integer;
begin
  for x in select * from (
    select (e.data ->> 'followup') as k0, ((p.nth - 1)::integer + 1) as k1, e.seq, 0 as verb, p.part, p.nth, null::text as name, e.data, null::timestamptz as time
      from views_apart.learned e cross join lateral jsonb_array_elements(nullif((e.data -> 'needs'), 'null')) with ordinality as p(part, nth)
     where e.type = 'inspection.followup-made' and e.home and e.schema_version <= 1
    union all
    select (e.data ->> 'followup') as k0, (e.data ->> 'need')::integer as k1, e.seq, 1 as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, e.time
      from views_apart.learned e
     where e.type = 'inspection.followup-need-met' and e.home and e.schema_version <= 1
  ) u order by k0 collate "C", k1, seq, verb, nth loop
  if x.k0 is distinct from h0 or x.k1 is distinct from h1 then
    if have then return next r; end if;
    have := false; h0 := x.k0; h1 := x.k1;
  end if;
  case x.verb
  when 0 then
    if have then raise exception using errcode = 'CR002', message = 'followup_needs.insert(followup, need, what) on FollowupMade: two rows with one key'; end if; r := blank; r."followup" := (x.data ->> 'followup'); r."need" := ((x.nth - 1)::integer + 1); r."what" := (x.part #>> '{}'); have := true;
  when 1 then
    if have then r."answer" := (x.data ->> 'answer'); r."expert" := (x.data ->> 'expert'); r."met_at" := x.time; end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."followup_needs" ("followup", "need", "what", "answer", "expert", "met_at")
select "followup", "need", "what", "answer", "expert", "met_at" from views_apart."fold_followup_needs"();

-- followups: fold
create function views_apart."fold_followups"() returns setof views_next."followups" language plpgsql as $fold$
declare x record; r views_next."followups"; o views_next."followups"; blank views_next."followups"; have boolean := false; h0 text;
begin
  blank."overdue" := false;
  blank."late" := false;
  for x in select * from (
    select (e.data ->> 'subject') as k0, e.seq, 0 as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, null::timestamptz as time, e.version, null::text[] as v0, null::text[] as v1, null::text[] as v2
      from views_apart.learned e
     where e.type = 'inspection.clock-passed' and e.home and e.schema_version <= 1 and ((e.data ->> 'stage') = 'followup'::text)
    union all
    select (e.data ->> 'followup') as k0, e.seq, case when e.type = 'inspection.followup-due' and e.home and e.schema_version <= 1 then 1 when e.type = 'inspection.followup-made' and e.home and e.schema_version <= 1 then 2 when e.type = 'inspection.followup-need-met' and e.home and e.schema_version <= 1 then 3 when e.type = 'inspection.followup-done' and e.home and e.schema_version <= 1 then 4 when e.type = 'inspection.followup-declined' and e.home and e.schema_version <= 1 then 5 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, e.time, e.version, case when e.type = 'inspection.followup-made' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'officers')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'officers')) as a(v)) end end as v0, case when e.type = 'inspection.followup-made' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'experts')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'experts')) as a(v)) end end as v1, case when e.type = 'inspection.followup-made' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'advice')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'advice')) as a(v)) end end as v2
      from views_apart.learned e
     where e.type = 'inspection.followup-due' and e.home and e.schema_version <= 1
        or e.type = 'inspection.followup-made' and e.home and e.schema_version <= 1
        or e.type = 'inspection.followup-need-met' and e.home and e.schema_version <= 1
        or e.type = 'inspection.followup-done' and e.home and e.schema_version <= 1
        or e.type = 'inspection.followup-declined' and e.home and e.schema_version <= 1
  ) u order by k0 collate "C", seq, verb, nth loop
  if x.k0 is distinct from h0 then
    if have then return next r; end if;
    have := false; h0 := x.k0;
  end if;
  case x.verb
  when 0 then
    if have then r."overdue" := true::boolean; r."late" := true::boolean; r."version" := x.version; end if;
  when 1 then
    if have then raise exception using errcode = 'CR002', message = 'followups.insert(followup, reference, visit, entity, department, wanted, ended_on, due, follows, state, owed_at, version) on FollowupDue: two rows with one key'; end if; r := blank; r."followup" := (x.data ->> 'followup'); r."reference" := (x.data ->> 'reference'); r."visit" := (x.data ->> 'visit'); r."entity" := (x.data ->> 'entity'); r."department" := (x.data ->> 'department'); r."wanted" := (x.data ->> 'wanted'); r."ended_on" := (x.data ->> 'ended_on')::date; r."due" := (x.data ->> 'due')::timestamp with time zone; r."follows" := (x.data ->> 'after'); r."state" := 'due'::text; r."owed_at" := x.time; r."version" := x.version; have := true;
  when 2 then
    if have then r."way" := (x.data ->> 'way'); r."officers" := x.v0; r."experts" := x.v1; r."made_on" := (x.data ->> 'made_on')::date; r."holds" := (x.data ->> 'holds')::boolean; r."advice" := x.v2; r."state" := 'made'::text; r."overdue" := false::boolean; r."version" := x.version; end if;
  when 3 then
    if have then r."version" := x.version; end if;
  when 4 then
    if have then r."state" := 'done'::text; r."version" := x.version; end if;
  when 5 then
    if have then r."reason" := (x.data ->> 'reason'); r."state" := 'declined'::text; r."overdue" := false::boolean; r."version" := x.version; end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."followups" ("followup", "follows", "reference", "visit", "entity", "department", "wanted", "ended_on", "due", "state", "overdue", "late", "way", "officers", "experts", "made_on", "holds", "advice", "reason", "owed_at", "version")
select "followup", "follows", "reference", "visit", "entity", "department", "wanted", "ended_on", "due", "state", "overdue", "late", "way", "officers", "experts", "made_on", "holds", "advice", "reason", "owed_at", "version" from views_apart."fold_followups"();

-- guidance: once
insert into views_next."guidance" ("guidance", "visit", "finding", "entity", "department", "kind", "text", "document", "given_at", "version")
select (e.data ->> 'guidance'), (e.data ->> 'visit'), (e.data ->> 'finding'), (e.data ->> 'entity'), (e.data ->> 'department'), (e.data ->> 'kind'), (e.data ->> 'text'), (e.data ->> 'document'), e.time, e.version
  from views_apart.learned e
 where e.type = 'inspection.guidance-given' and e.home and e.schema_version <= 1;

-- handbooks: once
insert into views_next."handbooks" ("manual", "version", "item", "edition", "industry", "effective_from", "points")
select (e.data ->> 'manual'), e.version, (p.part ->> 'item'), (e.data ->> 'edition')::integer, (e.data ->> 'industry'), (e.data ->> 'effective_from')::date, coalesce(jsonb_array_length(nullif((p.part -> 'points'), 'null')), 0)
  from views_apart.learned e cross join lateral jsonb_array_elements(nullif((e.data -> 'sections'), 'null')) with ordinality as p(part, nth)
 where e.type = 'registry.manual-issued' and e.home and e.schema_version <= 1;
insert into views_next."handbooks" ("manual", "version", "item", "effective_from", "points")
select (e.data ->> 'manual'), e.version, ''::text, (e.data ->> 'effective_from')::date, 0::integer
  from views_apart.learned e
 where e.type = 'registry.manual-withdrawn' and e.home and e.schema_version <= 1;

-- hazards: fold
create function views_apart."fold_hazards"() returns setof views_next."hazards" language plpgsql as $fold$
declare x record; r views_next."hazards"; o views_next."hazards"; blank views_next."hazards"; have boolean := false; h0 text;
begin
  blank."peers" := '{}'::text[];
  blank."read_by" := '{}'::text[];
  blank."evidence" := '{}'::text[];
  blank."orders_standing" := 0;
  blank."treatment_departments" := '{}'::text[];
  blank."area" := '{}'::text[];
  blank."campaign" := false;
  blank."passed" := '{}'::text[];
  for x in select * from (
    select (e.data ->> 'subject') as k0, e.seq, 0 as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, null::timestamptz as time, e.version, e.stream, null::text[] as v0, null::text[] as v1, null::text[] as v2
      from views_apart.learned e
     where e.type = 'inspection.clock-passed' and e.home and e.schema_version <= 1
    union all
    select (e.data ->> 'hazard') as k0, e.seq, case when e.type = 'inspection.danger-order-given' and e.home and e.schema_version <= 1 then 1 when e.type = 'inspection.danger-order-lifted' and e.home and e.schema_version <= 1 then 2 when e.type = 'inspection.hazard-reported' and e.home and e.schema_version <= 1 then 3 when e.type = 'inspection.hazard-acknowledged' and e.home and e.schema_version <= 1 then 4 when e.type = 'inspection.hazard-noticed' and e.home and e.schema_version <= 1 then 5 when e.type = 'inspection.treatment-ordered' and e.home and e.schema_version <= 1 then 6 when e.type = 'inspection.treatment-declined' and e.home and e.schema_version <= 1 then 7 when e.type = 'inspection.treatment-step-done' and e.home and e.schema_version <= 1 then 8 when e.type = 'inspection.treatment-accepted' and e.home and e.schema_version <= 1 then 9 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, e.time, e.version, null::text as stream, case when e.type = 'inspection.hazard-reported' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'peers')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'peers')) as a(v)) end end as v0, case when e.type = 'inspection.treatment-ordered' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'area')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'area')) as a(v)) end end as v1, case when e.type = 'inspection.treatment-ordered' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'departments')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'departments')) as a(v)) end end as v2
      from views_apart.learned e
     where e.type = 'inspection.danger-order-given' and e.home and e.schema_version <= 1
        or e.type = 'inspection.danger-order-lifted' and e.home and e.schema_version <= 1
        or e.type = 'inspection.hazard-reported' and e.home and e.schema_version <= 1
        or e.type = 'inspection.hazard-acknowledged' and e.home and e.schema_version <= 1
        or e.type = 'inspection.hazard-noticed' and e.home and e.schema_version <= 1
        or e.type = 'inspection.treatment-ordered' and e.home and e.schema_version <= 1
        or e.type = 'inspection.treatment-declined' and e.home and e.schema_version <= 1
        or e.type = 'inspection.treatment-step-done' and e.home and e.schema_version <= 1
        or e.type = 'inspection.treatment-accepted' and e.home and e.schema_version <= 1
  ) u order by k0 collate "C", seq, verb, nth loop
  if x.k0 is distinct from h0 then
    if have then return next r; end if;
    have := false; h0 := x.k0;
  end if;
  case x.verb
  when 0 then
    if have and (x.stream = 'hazard-' || r.hazard) then o := r; r."passed" := (array_append(o.passed, (x.data ->> 'stage'))); r."version" := x.version; end if;
  when 1 then
    if not have then r := blank; r."hazard" := (x.data ->> 'hazard'); r."visit" := (x.data ->> 'visit'); r."entity" := (x.data ->> 'entity'); r."township" := (x.data ->> 'township'); r."lead" := (x.data ->> 'department'); r."due" := (x.data ->> 'report_by')::timestamp with time zone; r."state" := 'endangering'::text; r."begun_at" := x.time; r."version" := x.version; have := true; end if;
    if have then o := r; r."evidence" := (o.evidence || array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((x.data -> 'evidence'), 'null')) as a1(v))); r."orders_standing" := (o.orders_standing + 1); r."version" := x.version; end if;
  when 2 then
    if have then o := r; r."evidence" := (o.evidence || array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((x.data -> 'evidence'), 'null')) as a1(v))); r."orders_standing" := (o.orders_standing - 1); r."version" := x.version; end if;
  when 3 then
    if not have then r := blank; r."hazard" := (x.data ->> 'hazard'); r."visit" := (x.data ->> 'visit'); r."entity" := (x.data ->> 'entity'); r."township" := (x.data ->> 'township'); r."lead" := (x.data ->> 'lead'); r."state" := 'reported'::text; r."begun_at" := x.time; r."version" := x.version; have := true; end if;
    if have then o := r; r."visit" := (x.data ->> 'visit'); r."finding" := (x.data ->> 'finding'); r."entity" := (x.data ->> 'entity'); r."township" := (x.data ->> 'township'); r."lead" := (x.data ->> 'lead'); r."reach" := (x.data ->> 'reach'); r."matter" := (x.data ->> 'matter'); r."guidance" := (x.data ->> 'guidance'); r."peers" := x.v0; r."found_at" := (x.data ->> 'found_at')::timestamp with time zone; r."government" := (x.data ->> 'to'); r."evidence" := (o.evidence || array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((x.data -> 'evidence'), 'null')) as a1(v))); r."due" := (x.data ->> 'acknowledge_by')::timestamp with time zone; r."state" := 'reported'::text; r."reported_at" := x.time; r."version" := x.version; end if;
  when 4 then
    if have then r."due" := null::timestamp with time zone; r."state" := 'acknowledged'::text; r."acknowledged_at" := x.time; r."version" := x.version; end if;
  when 5 then
    if have then o := r; r."read_by" := (array_append(o.read_by, (x.data ->> 'body'))); r."version" := x.version; end if;
  when 6 then
    if have then r."measures" := (x.data ->> 'measures'); r."area" := x.v1; r."due" := (x.data ->> 'due')::timestamp with time zone; r."campaign" := (x.data ->> 'campaign')::boolean; r."treatment_lead" := (x.data ->> 'lead'); r."treatment_departments" := x.v2; r."state" := 'under-treatment'::text; r."version" := x.version; end if;
  when 7 then
    if have then r."reason" := (x.data ->> 'reason'); r."due" := null::timestamp with time zone; r."state" := 'declined'::text; r."closed_at" := x.time; r."version" := x.version; end if;
  when 8 then
    if have then o := r; r."evidence" := (o.evidence || array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((x.data -> 'evidence'), 'null')) as a1(v))); r."version" := x.version; end if;
  when 9 then
    if have then o := r; r."reason" := (x.data ->> 'opinion'); r."evidence" := (o.evidence || array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((x.data -> 'evidence'), 'null')) as a1(v))); r."due" := null::timestamp with time zone; r."state" := 'accepted'::text; r."closed_at" := x.time; r."version" := x.version; end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."hazards" ("hazard", "visit", "finding", "entity", "township", "lead", "reach", "matter", "government", "guidance", "peers", "read_by", "evidence", "orders_standing", "measures", "treatment_lead", "treatment_departments", "area", "campaign", "reason", "state", "due", "passed", "found_at", "begun_at", "reported_at", "acknowledged_at", "closed_at", "version")
select "hazard", "visit", "finding", "entity", "township", "lead", "reach", "matter", "government", "guidance", "peers", "read_by", "evidence", "orders_standing", "measures", "treatment_lead", "treatment_departments", "area", "campaign", "reason", "state", "due", "passed", "found_at", "begun_at", "reported_at", "acknowledged_at", "closed_at", "version" from views_apart."fold_hazards"();

-- inspectors: fold
create function views_apart."fold_inspectors"() returns setof views_next."inspectors" language plpgsql as $fold$
declare x record; r views_next."inspectors"; o views_next."inspectors"; blank views_next."inspectors"; have boolean := false; h0 text;
begin
  for x in select * from (
    select (upper((e.data ->> 'inspector'))) as k0, e.seq, case when e.type = 'registry.inspector-certified' and e.home and e.schema_version <= 1 then 0 when e.type = 'registry.inspector-suspended' and e.home and e.schema_version <= 1 then 1 when e.type = 'registry.inspector-reinstated' and e.home and e.schema_version <= 1 then 2 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data
      from views_apart.learned e
     where e.type = 'registry.inspector-certified' and e.home and e.schema_version <= 1
        or e.type = 'registry.inspector-suspended' and e.home and e.schema_version <= 1
        or e.type = 'registry.inspector-reinstated' and e.home and e.schema_version <= 1
  ) u order by k0 collate "C", seq, verb, nth loop
  if x.k0 is distinct from h0 then
    if have then return next r; end if;
    have := false; h0 := x.k0;
  end if;
  case x.verb
  when 0 then
    if have then r."department" := (x.data ->> 'department'); r."valid_from" := (x.data ->> 'valid_from')::date; r."valid_until" := (x.data ->> 'valid_until')::date; r."suspended_from" := null::date; r."reinstated_from" := null::date; else r := blank; r."inspector" := (upper((x.data ->> 'inspector'))); r."department" := (x.data ->> 'department'); r."valid_from" := (x.data ->> 'valid_from')::date; r."valid_until" := (x.data ->> 'valid_until')::date; r."suspended_from" := null::date; r."reinstated_from" := null::date; have := true; end if;
  when 1 then
    if have then r."suspended_from" := (x.data ->> 'effective_from')::date; r."reinstated_from" := null::date; end if;
  when 2 then
    if have then r."reinstated_from" := (x.data ->> 'effective_from')::date; end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."inspectors" ("inspector", "department", "valid_from", "valid_until", "suspended_from", "reinstated_from")
select "inspector", "department", "valid_from", "valid_until", "suspended_from", "reinstated_from" from views_apart."fold_inspectors"();

-- item_texts: once
insert into views_next."item_texts" ("item", "version", "effective_from", "content", "legal_basis")
select (e.data ->> 'item'), e.version, (e.data ->> 'effective_from')::date, ((e.data -> 'content') ->> 'content'), ((e.data -> 'content') ->> 'legal_basis')
  from views_apart.learned e
 where e.type = 'registry.item-listed' and e.home and e.schema_version <= 1;
insert into views_next."item_texts" ("item", "version", "effective_from", "content", "legal_basis")
select (e.data ->> 'item'), e.version, (e.data ->> 'effective_from')::date, ((e.data -> 'content') ->> 'content'), ((e.data -> 'content') ->> 'legal_basis')
  from views_apart.learned e
 where e.type = 'registry.item-adjusted' and e.home and e.schema_version <= 1;

-- items: once
insert into views_next."items" ("item", "version", "effective_from", "minor_exemption", "department", "kind", "edition")
select (e.data ->> 'item'), e.version, (e.data ->> 'effective_from')::date, ((e.data -> 'content') ->> 'minor_exemption'), ((e.data -> 'content') ->> 'department'), ((e.data -> 'content') ->> 'kind'), (e.data ->> 'edition')::integer
  from views_apart.learned e
 where e.type = 'registry.item-listed' and e.home and e.schema_version <= 1;
insert into views_next."items" ("item", "version", "effective_from", "minor_exemption", "department", "kind", "edition")
select (e.data ->> 'item'), e.version, (e.data ->> 'effective_from')::date, ((e.data -> 'content') ->> 'minor_exemption'), ((e.data -> 'content') ->> 'department'), ((e.data -> 'content') ->> 'kind'), (e.data ->> 'edition')::integer
  from views_apart.learned e
 where e.type = 'registry.item-adjusted' and e.home and e.schema_version <= 1;
insert into views_next."items" ("item", "version", "effective_from")
select (e.data ->> 'item'), e.version, (e.data ->> 'effective_from')::date
  from views_apart.learned e
 where e.type = 'registry.item-withdrawn' and e.home and e.schema_version <= 1;

-- objections: fold
create function views_apart."fold_objections"() returns setof views_next."objections" language plpgsql as $fold$
declare x record; r views_next."objections"; o views_next."objections"; blank views_next."objections"; have boolean := false; h0 text;
begin
  blank."overdue" := false;
  blank."late" := false;
  for x in select * from (
    select (e.data ->> 'subject') as k0, e.seq, 0 as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, null::timestamptz as time, e.version, null::text[] as v0, null::text[] as v1, null::text[] as v2
      from views_apart.learned e
     where e.type = 'inspection.clock-passed' and e.home and e.schema_version <= 1 and ((e.data ->> 'stage') = any(array['objection-admit', 'objection-decide']::text[]))
    union all
    select (e.data ->> 'objection') as k0, e.seq, case when e.type = 'inspection.objection-lodged' and e.home and e.schema_version <= 1 then 1 when e.type = 'inspection.objection-accepted' and e.home and e.schema_version <= 1 then 2 when e.type = 'inspection.objection-inadmissible' and e.home and e.schema_version <= 1 then 3 when e.type = 'inspection.objection-decided' and e.home and e.schema_version <= 1 then 4 when e.type = 'inspection.objection-told' and e.home and e.schema_version <= 1 then 5 when e.type = 'inspection.objection-withdrawn' and e.home and e.schema_version <= 1 then 6 when e.type = 'inspection.objection-due-moved' and e.home and e.schema_version <= 1 then 7 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, e.time, e.version, case when e.type = 'inspection.objection-lodged' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'points')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'points')) as a(v)) end end as v0, case when e.type = 'inspection.objection-lodged' and e.home and e.schema_version <= 1 then array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) as a1(v)) end as v1, case when e.type = 'inspection.objection-decided' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'reviewers')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'reviewers')) as a(v)) end end as v2
      from views_apart.learned e
     where e.type = 'inspection.objection-lodged' and e.home and e.schema_version <= 1
        or e.type = 'inspection.objection-accepted' and e.home and e.schema_version <= 1
        or e.type = 'inspection.objection-inadmissible' and e.home and e.schema_version <= 1
        or e.type = 'inspection.objection-decided' and e.home and e.schema_version <= 1
        or e.type = 'inspection.objection-told' and e.home and e.schema_version <= 1
        or e.type = 'inspection.objection-withdrawn' and e.home and e.schema_version <= 1
        or e.type = 'inspection.objection-due-moved' and e.home and e.schema_version <= 1
  ) u order by k0 collate "C", seq, verb, nth loop
  if x.k0 is distinct from h0 then
    if have then return next r; end if;
    have := false; h0 := x.k0;
  end if;
  case x.verb
  when 0 then
    if have then r."overdue" := true::boolean; r."late" := true::boolean; r."version" := x.version; end if;
  when 1 then
    if have then raise exception using errcode = 'CR002', message = 'objections.insert(objection, about, reference, visit, entity, department, points, on_paper, evidence, due, state, lodged_at, version) on ObjectionLodged: two rows with one key'; end if; r := blank; r."objection" := (x.data ->> 'objection'); r."about" := (x.data ->> 'about'); r."reference" := (x.data ->> 'reference'); r."visit" := (x.data ->> 'visit'); r."entity" := (x.data ->> 'entity'); r."department" := (x.data ->> 'department'); r."points" := x.v0; r."on_paper" := (x.data ->> 'on_paper')::boolean; r."evidence" := x.v1; r."due" := (x.data ->> 'admit_by')::timestamp with time zone; r."state" := 'lodged'::text; r."lodged_at" := x.time; r."version" := x.version; have := true;
  when 2 then
    if have then r."due" := (x.data ->> 'decide_by')::timestamp with time zone; r."state" := 'accepted'::text; r."overdue" := false::boolean; r."accepted_at" := x.time; r."version" := x.version; end if;
  when 3 then
    if have then r."reason" := (x.data ->> 'reason'); r."decided_on" := (x.data ->> 'decided_on')::date; r."due" := null::timestamp with time zone; r."state" := 'inadmissible'::text; r."overdue" := false::boolean; r."version" := x.version; end if;
  when 4 then
    if have then r."outcome" := (x.data ->> 'outcome'); r."answers" := nullif((x.data -> 'answers'), 'null'); r."reviewers" := x.v2; r."correction" := (x.data ->> 'correction'); r."decided_on" := (x.data ->> 'decided_on')::date; r."due" := null::timestamp with time zone; r."state" := 'decided'::text; r."overdue" := false::boolean; r."version" := x.version; end if;
  when 5 then
    if have then r."way" := (x.data ->> 'way'); r."told_on" := (x.data ->> 'on')::date; r."state" := 'told'::text; r."version" := x.version; end if;
  when 6 then
    if have then r."reason" := (x.data ->> 'reason'); r."due" := null::timestamp with time zone; r."state" := 'withdrawn'::text; r."overdue" := false::boolean; r."version" := x.version; end if;
  when 7 then
    if have then r."due" := (x.data ->> 'due')::timestamp with time zone; r."version" := x.version; end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."objections" ("objection", "about", "reference", "visit", "entity", "department", "points", "evidence", "on_paper", "state", "due", "overdue", "late", "reason", "outcome", "answers", "reviewers", "correction", "decided_on", "way", "told_on", "lodged_at", "accepted_at", "version")
select "objection", "about", "reference", "visit", "entity", "department", "points", "evidence", "on_paper", "state", "due", "overdue", "late", "reason", "outcome", "answers", "reviewers", "correction", "decided_on", "way", "told_on", "lodged_at", "accepted_at", "version" from views_apart."fold_objections"();

-- organs: once
insert into views_next."organs" ("organ", "version", "kind", "effective_from")
select (e.data ->> 'organ'), e.version, (e.data ->> 'kind'), (coalesce((e.data ->> 'effective_from')::date, (e.time at time zone 'Asia/Shanghai')::date))
  from views_apart.learned e
 where e.type = 'registry.organ-listed' and e.home and e.schema_version <= 1;
insert into views_next."organs" ("organ", "version", "effective_from")
select (e.data ->> 'organ'), e.version, (e.data ->> 'effective_from')::date
  from views_apart.learned e
 where e.type = 'registry.organ-withdrawn' and e.home and e.schema_version <= 1;

-- papers: fold
create function views_apart."fold_papers"() returns setof views_next."papers" language plpgsql as $fold$
declare x record; r views_next."papers"; o views_next."papers"; blank views_next."papers"; have boolean := false; h0 text;
begin
  for x in select * from (
    select (e.data ->> 'document') as k0, e.seq, case when e.type = 'inspection.document-issued' and e.home and e.schema_version <= 1 then 0 when e.type = 'inspection.document-voided' and e.home and e.schema_version <= 1 then 1 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, e.time, e.version
      from views_apart.learned e
     where e.type = 'inspection.document-issued' and e.home and e.schema_version <= 1
        or e.type = 'inspection.document-voided' and e.home and e.schema_version <= 1
    union all
    select (p.part ->> 'document') as k0, e.seq, 2 as verb, p.part, p.nth, null::text as name, e.data, null::timestamptz as time, null::integer as version
      from views_apart.learned e cross join lateral jsonb_array_elements(nullif((e.data -> 'index'), 'null')) with ordinality as p(part, nth)
     where e.type = 'inspection.dossier-filed' and e.home and e.schema_version <= 1
  ) u order by k0 collate "C", seq, verb, nth loop
  if x.k0 is distinct from h0 then
    if have then return next r; end if;
    have := false; h0 := x.k0;
  end if;
  case x.verb
  when 0 then
    if have then raise exception using errcode = 'CR002', message = 'papers.insert(document, department, year, kind, number, digest, stream, visit, addressee, issued_at, version) on DocumentIssued: two rows with one key'; end if; r := blank; r."document" := (x.data ->> 'document'); r."department" := (x.data ->> 'department'); r."year" := (x.data ->> 'year')::integer; r."kind" := (x.data ->> 'kind'); r."number" := (x.data ->> 'number')::integer; r."digest" := (x.data ->> 'digest'); r."stream" := (x.data ->> 'stream'); r."visit" := (x.data ->> 'visit'); r."addressee" := (x.data ->> 'addressee'); r."issued_at" := x.time; r."version" := x.version; have := true;
  when 1 then
    if have then r."void" := (x.data ->> 'reason'); r."version" := x.version; end if;
  when 2 then
    if have then r."dossier" := (x.data ->> 'dossier'); end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."papers" ("document", "department", "year", "kind", "number", "digest", "stream", "visit", "addressee", "void", "dossier", "issued_at", "version")
select "document", "department", "year", "kind", "number", "digest", "stream", "visit", "addressee", "void", "dossier", "issued_at", "version" from views_apart."fold_papers"();

-- passed_clocks: once
insert into views_next."passed_clocks" ("fact", "subject", "stage", "owner", "due", "since", "passed_at")
select distinct on ("fact") "fact", "subject", "stage", "owner", "due", "since", "passed_at" from (
select e.id as "fact", (e.data ->> 'subject') as "subject", (e.data ->> 'stage') as "stage", (e.data ->> 'owner') as "owner", (e.data ->> 'due')::timestamp with time zone as "due", (e.data ->> 'since') as "since", e.time as "passed_at", e.seq as ":seq", 8 as ":verb", 0::bigint as ":nth"
  from views_apart.learned e
 where e.type = 'inspection.clock-passed' and e.home and e.schema_version <= 1
) u order by "fact", ":seq", ":verb", ":nth";

-- policies: fold
create function views_apart."fold_policies"() returns setof views_next."policies" language plpgsql as $fold$
declare x record; r views_next."policies"; o views_next."policies"; blank views_next."policies"; have boolean := false; h0 integer;
begin
  for x in select * from (
    select (e.data ->> 'edition')::integer as k0, e.seq, case when e.type = 'inspection.policy-adopted' and e.home and e.schema_version <= 4 then 0 when e.type = 'inspection.policy-taken-back' and e.home and e.schema_version <= 1 then 1 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, e.time, e.id
      from views_apart.learned e
     where e.type = 'inspection.policy-adopted' and e.home and e.schema_version <= 4
        or e.type = 'inspection.policy-taken-back' and e.home and e.schema_version <= 1
  ) u order by k0, seq, verb, nth loop
  if x.k0 is distinct from h0 then
    if have then return next r; end if;
    have := false; h0 := x.k0;
  end if;
  case x.verb
  when 0 then
    if have then raise exception using errcode = 'CR002', message = 'policies.insert(edition, effective_from, pack, reason, asked_by, approved_by, adopted_at, fact) on PolicyAdopted: two rows with one key'; end if; r := blank; r."edition" := (x.data ->> 'edition')::integer; r."effective_from" := (x.data ->> 'effective_from')::date; r."pack" := nullif(case when jsonb_typeof((x.data -> 'pack')) = 'object' then jsonb_build_object('late_entry_days', '10'::jsonb, 'rectification_working_days', '15'::jsonb, 'two_officers', '2'::jsonb, 'rectify_max_days', '30'::jsonb, 'max_failures', '2'::jsonb, 'recheck_working_days', '5'::jsonb, 'first_offence_years', '2'::jsonb, 'case_file_days', '15'::jsonb, 'case_decide_days', '90'::jsonb, 'review_working_days', '10'::jsonb, 'defend_working_days', '5'::jsonb, 'hearing_notice_working_days', '7'::jsonb, 'serve_working_days', '7'::jsonb, 'perform_days', '15'::jsonb, 'surcharge_bp', '300'::jsonb, 'major_fine_fen_entity', '10000000'::jsonb, 'major_fine_fen_household', '1000000'::jsonb, 'transfer_verify_working_days', '5'::jsonb, 'transfer_approve_days', '3'::jsonb, 'transfer_send_hours', '24'::jsonb, 'transfer_receive_hours', '24'::jsonb, 'transfer_decide_days', '3'::jsonb, 'transfer_dispute_days', '3'::jsonb, 'hazard_report_hours', '24'::jsonb, 'hazard_acknowledge_hours', '24'::jsonb, 'followup_days', '60'::jsonb, 'objection_admit_working_days', '5'::jsonb, 'objection_decide_working_days', '15'::jsonb, 'review_panel', '3'::jsonb, 'review_appeal_days', '30'::jsonb, 'dossier_days', '30'::jsonb, 'seconds', '{"policy":{"roles":["planner","conference-member"],"among":"anybody"},"erasure":{"roles":["legal-reviewer","head"],"among":"colleagues"},"recorded-results":{"roles":["planner","conference-member"],"among":"anybody"},"revocation":{"roles":["legal-reviewer","head"],"among":"colleagues"},"exemption":{"roles":["legal-reviewer","head"],"among":"colleagues"}}'::jsonb, 'second_days', '10'::jsonb) || (x.data -> 'pack') else (x.data -> 'pack') end, 'null'); r."reason" := (x.data ->> 'reason'); r."asked_by" := (x.data ->> 'asked_by'); r."approved_by" := (x.data ->> 'approved_by'); r."adopted_at" := x.time; r."fact" := x.id; have := true;
  when 1 then
    if have then r."taken_back_at" := x.time; r."taken_back_for" := (x.data ->> 'reason'); end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."policies" ("edition", "effective_from", "pack", "reason", "adopted_at", "fact", "asked_by", "approved_by", "taken_back_at", "taken_back_for")
select "edition", "effective_from", "pack", "reason", "adopted_at", "fact", "asked_by", "approved_by", "taken_back_at", "taken_back_for" from views_apart."fold_policies"();

-- rechecks: once
insert into views_next."rechecks" ("rectification", "version", "officers", "checks", "reason", "passed", "checked_at")
select (e.data ->> 'rectification'), e.version, case when jsonb_typeof((e.data -> 'officers')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'officers')) as a(v)) end, nullif(case when jsonb_typeof(coalesce(e.data -> 'checks', '[]'::jsonb)) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('note', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif(coalesce(e.data -> 'checks', '[]'::jsonb), 'null')) with ordinality as w(v, n)) else coalesce(e.data -> 'checks', '[]'::jsonb) end, 'null'), (e.data ->> 'reason'), false::boolean, e.time
  from views_apart.learned e
 where e.type = 'inspection.rectification-failed' and e.home and e.schema_version <= 2;
insert into views_next."rechecks" ("rectification", "version", "officers", "checks", "passed", "checked_at")
select (e.data ->> 'rectification'), e.version, case when jsonb_typeof((e.data -> 'officers')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'officers')) as a(v)) end, nullif(case when jsonb_typeof(coalesce(e.data -> 'checks', '[]'::jsonb)) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('note', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif(coalesce(e.data -> 'checks', '[]'::jsonb), 'null')) with ordinality as w(v, n)) else coalesce(e.data -> 'checks', '[]'::jsonb) end, 'null'), true::boolean, e.time
  from views_apart.learned e
 where e.type = 'inspection.rectification-passed' and e.home and e.schema_version <= 2;

-- recorded_results: fold
create function views_apart."fold_recorded_results"() returns setof views_next."recorded_results" language plpgsql as $fold$
declare x record; r views_next."recorded_results"; o views_next."recorded_results"; blank views_next."recorded_results"; have boolean := false; h0 text;
begin
  for x in select * from (
    select (e.data ->> 'result') as k0, e.seq, case when e.type = 'inspection.result-recorded' and e.home and e.schema_version <= 1 then 0 when e.type = 'inspection.recorded-result-revoked' and e.home and e.schema_version <= 1 then 1 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, case when e.type = 'inspection.result-recorded' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'problems')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'problems')) as a(v)) end end as v0
      from views_apart.learned e
     where e.type = 'inspection.result-recorded' and e.home and e.schema_version <= 1
        or e.type = 'inspection.recorded-result-revoked' and e.home and e.schema_version <= 1
  ) u order by k0 collate "C", seq, verb, nth loop
  if x.k0 is distinct from h0 then
    if have then return next r; end if;
    have := false; h0 := x.k0;
  end if;
  case x.verb
  when 0 then
    if have then raise exception using errcode = 'CR002', message = 'recorded_results.insert(result, entity, kind, checked_on, score, problems, origin, department) on ResultRecorded: two rows with one key'; end if; r := blank; r."result" := (x.data ->> 'result'); r."entity" := (x.data ->> 'entity'); r."kind" := (x.data ->> 'kind'); r."checked_on" := (x.data ->> 'checked_on')::date; r."score" := (x.data ->> 'score')::integer; r."problems" := x.v0; r."origin" := (x.data ->> 'origin'); r."department" := (x.data ->> 'department'); have := true;
  when 1 then
    if have then r."revoked" := (x.data ->> 'reason'); end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."recorded_results" ("result", "entity", "kind", "checked_on", "score", "problems", "origin", "department", "revoked")
select "result", "entity", "kind", "checked_on", "score", "problems", "origin", "department", "revoked" from views_apart."fold_recorded_results"();

-- rectifications: fold
create function views_apart."fold_rectifications"() returns setof views_next."rectifications" language plpgsql as $fold$
declare x record; r views_next."rectifications"; o views_next."rectifications"; blank views_next."rectifications"; have boolean := false; h0 text;
begin
  blank."overdue" := false;
  blank."failures" := 0;
  blank."evidence" := '{}'::text[];
  blank."kind" := 'dated'::text;
  blank."day_set" := false;
  blank."recheck_overdue" := false;
  for x in select * from (
    select (e.data ->> 'rectification') as k0, e.seq, case when e.type = 'inspection.rectification-ordered' and e.home and e.schema_version <= 2 then 0 when e.type = 'inspection.rectification-due-moved' and e.home and e.schema_version <= 1 then 1 when e.type = 'inspection.rectification-planned' and e.home and e.schema_version <= 1 then 2 when e.type = 'inspection.rectification-extension-asked' and e.home and e.schema_version <= 1 then 3 when e.type = 'inspection.rectification-extended' and e.home and e.schema_version <= 1 then 4 when e.type = 'inspection.rectification-extension-refused' and e.home and e.schema_version <= 1 then 5 when e.type = 'inspection.rectification-reported' and e.home and e.schema_version <= 2 then 6 when e.type = 'inspection.rectification-failed' and e.home and e.schema_version <= 2 then 7 when e.type = 'inspection.rectification-passed' and e.home and e.schema_version <= 2 then 8 when e.type = 'inspection.rectification-overdue' and e.home and e.schema_version <= 1 then 9 when e.type = 'inspection.rectification-escalated' and e.home and e.schema_version <= 1 then 10 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, e.time, e.version, case when e.type = 'inspection.rectification-ordered' and e.home and e.schema_version <= 2 then case when jsonb_typeof((e.data -> 'findings')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'findings')) as a(v)) end end as v0
      from views_apart.learned e
     where e.type = 'inspection.rectification-ordered' and e.home and e.schema_version <= 2
        or e.type = 'inspection.rectification-due-moved' and e.home and e.schema_version <= 1
        or e.type = 'inspection.rectification-planned' and e.home and e.schema_version <= 1
        or e.type = 'inspection.rectification-extension-asked' and e.home and e.schema_version <= 1
        or e.type = 'inspection.rectification-extended' and e.home and e.schema_version <= 1
        or e.type = 'inspection.rectification-extension-refused' and e.home and e.schema_version <= 1
        or e.type = 'inspection.rectification-reported' and e.home and e.schema_version <= 2
        or e.type = 'inspection.rectification-failed' and e.home and e.schema_version <= 2
        or e.type = 'inspection.rectification-passed' and e.home and e.schema_version <= 2
        or e.type = 'inspection.rectification-overdue' and e.home and e.schema_version <= 1
        or e.type = 'inspection.rectification-escalated' and e.home and e.schema_version <= 1
    union all
    select (e.data ->> 'subject') as k0, e.seq, 11 as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, null::timestamptz as time, e.version, null::text[] as v0
      from views_apart.learned e
     where e.type = 'inspection.clock-passed' and e.home and e.schema_version <= 1 and ((e.data ->> 'stage') = 'recheck')
  ) u order by k0 collate "C", seq, verb, nth loop
  if x.k0 is distinct from h0 then
    if have then return next r; end if;
    have := false; h0 := x.k0;
  end if;
  case x.verb
  when 0 then
    if have then raise exception using errcode = 'CR002', message = 'rectifications.insert(rectification, visit, entity, department, findings, due, kind, document, day_set, state, ordered_at, version) on RectificationOrdered: two rows with one key'; end if; r := blank; r."rectification" := (x.data ->> 'rectification'); r."visit" := (x.data ->> 'visit'); r."entity" := (x.data ->> 'entity'); r."department" := (x.data ->> 'department'); r."findings" := x.v0; r."due" := (x.data ->> 'due')::timestamp with time zone; r."kind" := (coalesce(x.data -> 'kind', '"dated"'::jsonb) #>> '{}'); r."document" := (x.data ->> 'document'); r."day_set" := (coalesce(x.data -> 'day_set', 'false'::jsonb) #>> '{}')::boolean; r."state" := 'ordered'::text; r."ordered_at" := x.time; r."version" := x.version; have := true;
  when 1 then
    if have then r."due" := (x.data ->> 'due')::timestamp with time zone; r."version" := x.version; end if;
  when 2 then
    if have then o := r; r."measures" := (x.data ->> 'measures'); r."planned_at" := x.time; r."evidence" := (o.evidence || array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((x.data -> 'evidence'), 'null')) as a1(v))); r."version" := x.version; end if;
  when 3 then
    if have then o := r; r."extension" := 'asked'::text; r."extension_until" := (x.data ->> 'until')::timestamp with time zone; r."extension_reason" := (x.data ->> 'reason'); r."evidence" := (o.evidence || array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((x.data -> 'evidence'), 'null')) as a1(v))); r."version" := x.version; end if;
  when 4 then
    if have then r."due" := (x.data ->> 'due')::timestamp with time zone; r."extension" := 'granted'::text; r."extension_until" := (x.data ->> 'due')::timestamp with time zone; r."day_set" := true::boolean; r."version" := x.version; end if;
  when 5 then
    if have then r."extension" := 'refused'::text; r."version" := x.version; end if;
  when 6 then
    if have then o := r; r."recheck_by" := (x.data ->> 'recheck_by')::timestamp with time zone; r."reported_late" := (x.data ->> 'late')::boolean; r."evidence" := (o.evidence || array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((x.data -> 'evidence'), 'null')) as a1(v))); r."state" := 'reported'::text; r."version" := x.version; end if;
  when 7 then
    if have then o := r; r."reason" := (x.data ->> 'reason'); r."evidence" := (o.evidence || array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif(coalesce(x.data -> 'evidence', '[]'::jsonb), 'null')) as a1(v))); r."state" := 'failed'::text; r."recheck_by" := null::timestamp with time zone; r."recheck_overdue" := false::boolean; r."failures" := (o.failures + 1); r."version" := x.version; end if;
    if (coalesce((nullif((x.data -> 'due'), 'null'))::text, 'null') <> 'null') then if have then r."due" := (x.data ->> 'due')::timestamp with time zone; r."day_set" := true::boolean; end if; end if;
  when 8 then
    if have then o := r; r."passed_at" := x.time; r."evidence" := (o.evidence || array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif(coalesce(x.data -> 'evidence', '[]'::jsonb), 'null')) as a1(v))); r."state" := 'passed'::text; r."recheck_by" := null::timestamp with time zone; r."recheck_overdue" := false::boolean; r."version" := x.version; end if;
  when 9 then
    if have then r."overdue" := true::boolean; r."version" := x.version; end if;
  when 10 then
    if have then r."escalated_for" := (x.data ->> 'cause'); r."escalated_at" := x.time; r."version" := x.version; end if;
  when 11 then
    if have then r."recheck_overdue" := true::boolean; r."version" := x.version; end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."rectifications" ("rectification", "visit", "entity", "department", "findings", "due", "state", "overdue", "reported_late", "failures", "reason", "ordered_at", "passed_at", "version", "evidence", "kind", "day_set", "document", "measures", "planned_at", "extension", "extension_until", "extension_reason", "recheck_by", "recheck_overdue", "escalated_for", "escalated_at")
select "rectification", "visit", "entity", "department", "findings", "due", "state", "overdue", "reported_late", "failures", "reason", "ordered_at", "passed_at", "version", "evidence", "kind", "day_set", "document", "measures", "planned_at", "extension", "extension_until", "extension_reason", "recheck_by", "recheck_overdue", "escalated_for", "escalated_at" from views_apart."fold_rectifications"();

-- results: fold
create function views_apart."fold_results"() returns setof views_next."results" language plpgsql as $fold$
declare x record; r views_next."results"; o views_next."results"; blank views_next."results"; have boolean := false; h0 text;
begin
  for x in select * from (
    select (e.data ->> 'result') as k0, e.seq, case when e.type = 'inspection.result-issued' and e.home and e.schema_version <= 1 then 0 when e.type = 'inspection.result-revoked' and e.home and e.schema_version <= 1 then 1 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, e.time, case when e.type = 'inspection.result-issued' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'kinds')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'kinds')) as a(v)) end end as v0
      from views_apart.learned e
     where e.type = 'inspection.result-issued' and e.home and e.schema_version <= 1
        or e.type = 'inspection.result-revoked' and e.home and e.schema_version <= 1
  ) u order by k0 collate "C", seq, verb, nth loop
  if x.k0 is distinct from h0 then
    if have then return next r; end if;
    have := false; h0 := x.k0;
  end if;
  case x.verb
  when 0 then
    if have then raise exception using errcode = 'CR002', message = 'results.insert(result, visit, lead, entity, kinds, problems, checked_on, record, issued_at) on ResultIssued: two rows with one key'; end if; r := blank; r."result" := (x.data ->> 'result'); r."visit" := (x.data ->> 'visit'); r."lead" := (x.data ->> 'lead'); r."entity" := (x.data ->> 'entity'); r."kinds" := x.v0; r."problems" := (x.data ->> 'problems')::integer; r."checked_on" := (x.data ->> 'checked_on')::date; r."record" := (x.data ->> 'record'); r."issued_at" := x.time; have := true;
  when 1 then
    if have then r."revoked" := (x.data ->> 'reason'); end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."results" ("result", "visit", "lead", "entity", "kinds", "problems", "checked_on", "record", "issued_at", "revoked")
select "result", "visit", "lead", "entity", "kinds", "problems", "checked_on", "record", "issued_at", "revoked" from views_apart."fold_results"();

-- reviews: fold
create function views_apart."fold_reviews"() returns setof views_next."reviews" language plpgsql as $fold$
declare x record; r views_next."reviews"; o views_next."reviews"; blank views_next."reviews"; have boolean := false; h0 text;
begin
  for x in select * from (
    select (e.data ->> 'review') as k0, e.seq, case when e.type = 'inspection.review-opened' and e.home and e.schema_version <= 1 then 0 when e.type = 'inspection.review-evidence-compiled' and e.home and e.schema_version <= 1 then 1 when e.type = 'inspection.officer-heard' and e.home and e.schema_version <= 1 then 2 when e.type = 'inspection.review-decided' and e.home and e.schema_version <= 1 then 3 when e.type = 'inspection.review-appealed' and e.home and e.schema_version <= 1 then 4 when e.type = 'inspection.review-final' and e.home and e.schema_version <= 1 then 5 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, e.time, e.version, case when e.type = 'inspection.review-evidence-compiled' and e.home and e.schema_version <= 1 then nullif(case when jsonb_typeof((e.data -> 'answers')) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('owner', 'null'::jsonb, 'facts', '[]'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif((e.data -> 'answers'), 'null')) with ordinality as w(v, n)) else (e.data -> 'answers') end, 'null') end as v0, case when e.type = 'inspection.review-decided' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'panel')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'panel')) as a(v)) end end as v1, case when e.type = 'inspection.review-final' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'panel')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'panel')) as a(v)) end end as v2
      from views_apart.learned e
     where e.type = 'inspection.review-opened' and e.home and e.schema_version <= 1
        or e.type = 'inspection.review-evidence-compiled' and e.home and e.schema_version <= 1
        or e.type = 'inspection.officer-heard' and e.home and e.schema_version <= 1
        or e.type = 'inspection.review-decided' and e.home and e.schema_version <= 1
        or e.type = 'inspection.review-appealed' and e.home and e.schema_version <= 1
        or e.type = 'inspection.review-final' and e.home and e.schema_version <= 1
  ) u order by k0 collate "C", seq, verb, nth loop
  if x.k0 is distinct from h0 then
    if have then return next r; end if;
    have := false; h0 := x.k0;
  end if;
  case x.verb
  when 0 then
    if have then raise exception using errcode = 'CR002', message = 'reviews.insert(review, officer, department, entity, what, item, cause, happened_on, state, opened_at, version) on ReviewOpened: two rows with one key'; end if; r := blank; r."review" := (x.data ->> 'review'); r."officer" := (x.data ->> 'officer'); r."department" := (x.data ->> 'department'); r."entity" := (x.data ->> 'entity'); r."what" := (x.data ->> 'what'); r."item" := (x.data ->> 'item'); r."cause" := (x.data ->> 'cause'); r."happened_on" := (x.data ->> 'on')::date; r."state" := 'opened'::text; r."opened_at" := x.time; r."version" := x.version; have := true;
  when 1 then
    if have then r."visit" := (x.data ->> 'visit'); r."checked" := (x.data ->> 'checked'); r."answers" := x.v0; r."rests_on" := coalesce(jsonb_array_length(nullif((x.data -> 'facts'), 'null')), 0); r."statement" := null::text; r."waived" := null::boolean; r."state" := 'compiled'::text; r."version" := x.version; end if;
  when 2 then
    if have then r."statement" := (x.data ->> 'statement'); r."waived" := (x.data ->> 'waived')::boolean; r."state" := 'heard'::text; r."version" := x.version; end if;
  when 3 then
    if have then r."verdict" := (x.data ->> 'verdict'); r."ground" := (x.data ->> 'ground'); r."reasons" := (x.data ->> 'reasons'); r."panel" := x.v1; r."appeal_by" := (x.data ->> 'appeal_by')::timestamp with time zone; r."state" := 'decided'::text; r."version" := x.version; end if;
  when 4 then
    if have then r."appeal" := (x.data ->> 'reasons'); r."state" := 'appealed'::text; r."version" := x.version; end if;
  when 5 then
    if have then r."verdict" := (x.data ->> 'verdict'); r."ground" := (x.data ->> 'ground'); r."reasons" := (x.data ->> 'reasons'); r."panel" := x.v2; r."on_appeal" := (x.data ->> 'on_appeal')::boolean; r."state" := 'final'::text; r."final_at" := x.time; r."version" := x.version; end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."reviews" ("review", "officer", "department", "entity", "happened_on", "what", "item", "cause", "state", "visit", "checked", "answers", "rests_on", "statement", "waived", "verdict", "ground", "reasons", "panel", "appeal_by", "appeal", "on_appeal", "opened_at", "final_at", "version")
select "review", "officer", "department", "entity", "happened_on", "what", "item", "cause", "state", "visit", "checked", "answers", "rests_on", "statement", "waived", "verdict", "ground", "reasons", "panel", "appeal_by", "appeal", "on_appeal", "opened_at", "final_at", "version" from views_apart."fold_reviews"();

-- successions: fold
create function views_apart."fold_successions"() returns setof views_next."successions" language plpgsql as $fold$
declare x record; r views_next."successions"; o views_next."successions"; blank views_next."successions"; have boolean := false; h0 text;
begin
  for x in select * from (
    select (e.data ->> 'entity') as k0, e.seq, case when e.type = 'registry.entity-succeeded' and e.home and e.schema_version <= 1 then 0 when e.type = 'registry.entity-succession-revoked' and e.home and e.schema_version <= 1 then 1 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, e.id
      from views_apart.learned e
     where e.type = 'registry.entity-succeeded' and e.home and e.schema_version <= 1
        or e.type = 'registry.entity-succession-revoked' and e.home and e.schema_version <= 1
  ) u order by k0 collate "C", seq, verb, nth loop
  if x.k0 is distinct from h0 then
    if have then return next r; end if;
    have := false; h0 := x.k0;
  end if;
  case x.verb
  when 0 then
    if have then r."successor" := (x.data ->> 'successor'); r."fact" := x.id; else r := blank; r."entity" := (x.data ->> 'entity'); r."successor" := (x.data ->> 'successor'); r."fact" := x.id; have := true; end if;
  when 1 then
    if have then have := false; end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."successions" ("entity", "successor", "fact")
select "entity", "successor", "fact" from views_apart."fold_successions"();

-- transfers: fold
create function views_apart."fold_transfers"() returns setof views_next."transfers" language plpgsql as $fold$
declare x record; r views_next."transfers"; o views_next."transfers"; blank views_next."transfers"; have boolean := false; h0 text;
begin
  blank."officers" := '{}'::text[];
  blank."evidence" := '{}'::text[];
  blank."receivers_before" := '{}'::text[];
  blank."ways" := '{}'::text[];
  blank."passed" := '{}'::text[];
  for x in select * from (
    select (e.data ->> 'subject') as k0, e.seq, 0 as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, null::timestamptz as time, e.version, e.stream, null::text[] as v0, null::text[] as v1
      from views_apart.learned e
     where e.type = 'inspection.clock-passed' and e.home and e.schema_version <= 1
    union all
    select (e.data ->> 'transfer') as k0, e.seq, case when e.type = 'inspection.crime-suspected' and e.home and e.schema_version <= 1 then 1 when e.type = 'inspection.transfer-due-moved' and e.home and e.schema_version <= 1 then 2 when e.type = 'inspection.crime-verified' and e.home and e.schema_version <= 1 then 3 when e.type = 'inspection.transfer-approved' and e.home and e.schema_version <= 1 then 4 when e.type = 'inspection.transfer-declined' and e.home and e.schema_version <= 1 then 5 when e.type = 'inspection.transfer-documented' and e.home and e.schema_version <= 1 then 6 when e.type = 'inspection.transfer-sent' and e.home and e.schema_version <= 1 then 7 when e.type = 'inspection.transfer-passed-on' and e.home and e.schema_version <= 1 then 8 when e.type = 'inspection.transfer-received' and e.home and e.schema_version <= 1 then 9 when e.type = 'inspection.transfer-accepted' and e.home and e.schema_version <= 1 then 10 when e.type = 'inspection.transfer-refused' and e.home and e.schema_version <= 1 then 11 when e.type = 'inspection.transfer-disputed' and e.home and e.schema_version <= 1 then 12 when e.type = 'inspection.transfer-returned' and e.home and e.schema_version <= 1 then 13 when e.type = 'inspection.transfer-closed' and e.home and e.schema_version <= 1 then 14 end as verb, null::jsonb as part, 0::bigint as nth, null::text as name, e.data, e.time, e.version, null::text as stream, case when e.type = 'inspection.crime-suspected' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'articles')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'articles')) as a(v)) end end as v0, case when e.type = 'inspection.crime-verified' and e.home and e.schema_version <= 1 then case when jsonb_typeof((e.data -> 'officers')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'officers')) as a(v)) end end as v1
      from views_apart.learned e
     where e.type = 'inspection.crime-suspected' and e.home and e.schema_version <= 1
        or e.type = 'inspection.transfer-due-moved' and e.home and e.schema_version <= 1
        or e.type = 'inspection.crime-verified' and e.home and e.schema_version <= 1
        or e.type = 'inspection.transfer-approved' and e.home and e.schema_version <= 1
        or e.type = 'inspection.transfer-declined' and e.home and e.schema_version <= 1
        or e.type = 'inspection.transfer-documented' and e.home and e.schema_version <= 1
        or e.type = 'inspection.transfer-sent' and e.home and e.schema_version <= 1
        or e.type = 'inspection.transfer-passed-on' and e.home and e.schema_version <= 1
        or e.type = 'inspection.transfer-received' and e.home and e.schema_version <= 1
        or e.type = 'inspection.transfer-accepted' and e.home and e.schema_version <= 1
        or e.type = 'inspection.transfer-refused' and e.home and e.schema_version <= 1
        or e.type = 'inspection.transfer-disputed' and e.home and e.schema_version <= 1
        or e.type = 'inspection.transfer-returned' and e.home and e.schema_version <= 1
        or e.type = 'inspection.transfer-closed' and e.home and e.schema_version <= 1
  ) u order by k0 collate "C", seq, verb, nth loop
  if x.k0 is distinct from h0 then
    if have then return next r; end if;
    have := false; h0 := x.k0;
  end if;
  case x.verb
  when 0 then
    if have and (x.stream = 'transfer-' || r.transfer) then o := r; r."passed" := (array_append(o.passed, (x.data ->> 'stage'))); r."version" := x.version; end if;
  when 1 then
    if have then raise exception using errcode = 'CR002', message = 'transfers.insert(transfer, visit, finding, department, articles, due, state, suspected_at, version) on CrimeSuspected: two rows with one key'; end if; r := blank; r."transfer" := (x.data ->> 'transfer'); r."visit" := (x.data ->> 'visit'); r."finding" := (x.data ->> 'finding'); r."department" := (x.data ->> 'department'); r."articles" := x.v0; r."due" := (x.data ->> 'verify_by')::timestamp with time zone; r."state" := 'suspected'::text; r."suspected_at" := x.time; r."version" := x.version; have := true;
  when 2 then
    if have then r."due" := (x.data ->> 'due')::timestamp with time zone; r."version" := x.version; end if;
  when 3 then
    if have then o := r; r."officers" := x.v1; r."evidence" := (array_append(o.evidence, ((x.data -> 'report') ->> 'sha256'))); r."due" := (x.data ->> 'approve_by')::timestamp with time zone; r."state" := 'verified'::text; r."version" := x.version; end if;
  when 4 then
    if have then r."due" := (x.data ->> 'send_by')::timestamp with time zone; r."state" := 'approved'::text; r."approved_at" := x.time; r."version" := x.version; end if;
  when 5 then
    if have then r."copy_to" := (x.data ->> 'copy_to'); r."reason" := (x.data ->> 'reason'); r."due" := null::timestamp with time zone; r."state" := 'declined'::text; r."version" := x.version; end if;
  when 6 then
    if have then o := r; r."copy_to" := (coalesce((x.data ->> 'copy_to'), o.copy_to)); r."evidence" := (array_append(o.evidence, ((x.data -> 'document') ->> 'sha256')) || array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((x.data -> 'evidence'), 'null')) as a1(v))); r."version" := x.version; end if;
  when 7 then
    if have then r."receiver" := (x.data ->> 'to'); r."due" := (x.data ->> 'receive_by')::timestamp with time zone; r."state" := 'sent'::text; r."sent_at" := x.time; r."version" := x.version; end if;
  when 8 then
    if have then o := r; r."reason" := (x.data ->> 'reason'); r."receiver" := (x.data ->> 'to'); r."receivers_before" := (array_append(o.receivers_before, (x.data ->> 'receiver'))); r."due" := (x.data ->> 'receive_by')::timestamp with time zone; r."state" := 'sent'::text; r."version" := x.version; end if;
  when 9 then
    if have then r."due" := (x.data ->> 'decide_by')::timestamp with time zone; r."state" := 'received'::text; r."received_at" := x.time; r."version" := x.version; end if;
  when 10 then
    if have then r."case_number" := (x.data ->> 'case_number'); r."due" := null::timestamp with time zone; r."state" := 'opened'::text; r."version" := x.version; end if;
  when 11 then
    if have then r."reason" := (x.data ->> 'reason'); r."due" := (x.data ->> 'dispute_by')::timestamp with time zone; r."state" := 'not-opened'::text; r."version" := x.version; end if;
  when 12 then
    if have then o := r; r."reason" := (x.data ->> 'reason'); r."ways" := (array_append(o.ways, (x.data ->> 'way'))); r."due" := (x.data ->> 'decide_by')::timestamp with time zone; r."state" := 'disputed'::text; r."version" := x.version; end if;
  when 13 then
    if have then r."reason" := (x.data ->> 'reason'); r."due" := null::timestamp with time zone; r."state" := 'returned'::text; r."version" := x.version; end if;
  when 14 then
    if have then r."outcome" := (x.data ->> 'outcome'); r."due" := null::timestamp with time zone; r."state" := 'closed'::text; r."closed_at" := x.time; r."version" := x.version; end if;
  end case;
  end loop;
  if have then return next r; end if;
end $fold$;
insert into views_next."transfers" ("transfer", "visit", "finding", "department", "articles", "officers", "evidence", "receiver", "receivers_before", "copy_to", "case_number", "ways", "reason", "outcome", "state", "due", "passed", "suspected_at", "approved_at", "sent_at", "received_at", "closed_at", "version")
select "transfer", "visit", "finding", "department", "articles", "officers", "evidence", "receiver", "receivers_before", "copy_to", "case_number", "ways", "reason", "outcome", "state", "due", "passed", "suspected_at", "approved_at", "sent_at", "received_at", "closed_at", "version" from views_apart."fold_transfers"();

-- treatment_steps: once
insert into views_next."treatment_steps" ("hazard", "version", "department", "what", "done_at")
select (e.data ->> 'hazard'), e.version, (e.data ->> 'department'), (e.data ->> 'what'), e.time
  from views_apart.learned e
 where e.type = 'inspection.treatment-step-done' and e.home and e.schema_version <= 1;

-- registry.entity-listed in the one call of a command
create or replace function steps.apply_12e5679573ba1e04(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "entities" ("entity") select (e.data ->> 'entity') as "entity" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by e.ord on conflict do nothing;
end $apply$;

-- registry.department-listed in the one call of a command
create or replace function steps.apply_e52bd134641951ac(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "departments" ("department", "title") select distinct on (1) (e.data ->> 'department') as "department", (e.data ->> 'title') as "title" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc on conflict ("department") do update set "title" = excluded."title";
end $apply$;

-- registry.item-listed in the one call of a command
create or replace function steps.apply_bfc9bb6860ac9f3c(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "items" ("item", "version", "effective_from", "minor_exemption", "department", "kind", "edition") select (e.data ->> 'item') as "item", e.version as "version", (e.data ->> 'effective_from')::date as "effective_from", ((e.data -> 'content') ->> 'minor_exemption') as "minor_exemption", ((e.data -> 'content') ->> 'department') as "department", ((e.data -> 'content') ->> 'kind') as "kind", (e.data ->> 'edition')::integer as "edition" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by e.ord;
    insert into "item_texts" ("item", "version", "effective_from", "content", "legal_basis") select (e.data ->> 'item') as "item", e.version as "version", (e.data ->> 'effective_from')::date as "effective_from", ((e.data -> 'content') ->> 'content') as "content", ((e.data -> 'content') ->> 'legal_basis') as "legal_basis" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- registry.item-adjusted in the one call of a command
create or replace function steps.apply_bfc9bb6860ac9f3c(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "items" ("item", "version", "effective_from", "minor_exemption", "department", "kind", "edition") select (e.data ->> 'item') as "item", e.version as "version", (e.data ->> 'effective_from')::date as "effective_from", ((e.data -> 'content') ->> 'minor_exemption') as "minor_exemption", ((e.data -> 'content') ->> 'department') as "department", ((e.data -> 'content') ->> 'kind') as "kind", (e.data ->> 'edition')::integer as "edition" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by e.ord;
    insert into "item_texts" ("item", "version", "effective_from", "content", "legal_basis") select (e.data ->> 'item') as "item", e.version as "version", (e.data ->> 'effective_from')::date as "effective_from", ((e.data -> 'content') ->> 'content') as "content", ((e.data -> 'content') ->> 'legal_basis') as "legal_basis" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- registry.item-withdrawn in the one call of a command
create or replace function steps.apply_16bea2c8296ba2d7(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "items" ("item", "version", "effective_from") select (e.data ->> 'item') as "item", e.version as "version", (e.data ->> 'effective_from')::date as "effective_from" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- registry.organ-listed in the one call of a command
create or replace function steps.apply_30c46d0732283e97(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "organs" ("organ", "version", "kind", "effective_from") select (e.data ->> 'organ') as "organ", e.version as "version", (e.data ->> 'kind') as "kind", (coalesce((e.data ->> 'effective_from')::date, (e.time at time zone 'Asia/Shanghai')::date)) as "effective_from" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- registry.organ-withdrawn in the one call of a command
create or replace function steps.apply_0d083c59bed05e48(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "organs" ("organ", "version", "effective_from") select (e.data ->> 'organ') as "organ", e.version as "version", (e.data ->> 'effective_from')::date as "effective_from" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- registry.benchmark-listed in the one call of a command
create or replace function steps.apply_6009ba5b5f9b7aea(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "benchmarks" ("benchmark", "version", "effective_from", "item", "grades") select (e.data ->> 'benchmark') as "benchmark", e.version as "version", (e.data ->> 'effective_from')::date as "effective_from", (e.data ->> 'item') as "item", nullif(case when jsonb_typeof((e.data -> 'grades')) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('fine_min_fen', 'null'::jsonb, 'fine_max_fen', 'null'::jsonb, 'other', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif((e.data -> 'grades'), 'null')) with ordinality as w(v, n)) else (e.data -> 'grades') end, 'null') as "grades" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- registry.benchmark-withdrawn in the one call of a command
create or replace function steps.apply_258140879a958613(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "benchmarks" ("benchmark", "version", "effective_from") select (e.data ->> 'benchmark') as "benchmark", e.version as "version", (e.data ->> 'effective_from')::date as "effective_from" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- registry.entity-tagged in the one call of a command
create or replace function steps.apply_d6b56a856fa0b524(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "entity_tags" ("entity", "tag", "until") select distinct on (1, 2) (e.data ->> 'entity') as "entity", (e.data ->> 'tag') as "tag", (e.data ->> 'until')::date as "until" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc on conflict ("entity", "tag") do update set "until" = excluded."until";
end $apply$;

-- registry.entity-untagged in the one call of a command
create or replace function steps.apply_1b07f50449c4f4aa(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    delete from "entity_tags" using (select distinct on (1, 2) (e.data ->> 'entity') as "entity", (e.data ->> 'tag') as "tag" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "entity_tags"."entity" = s."entity" and "entity_tags"."tag" = s."tag";
end $apply$;

-- registry.manual-issued in the one call of a command
create or replace function steps.apply_01948f5592f056a8(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "handbooks" ("manual", "version", "item", "edition", "industry", "effective_from", "points") select (e.data ->> 'manual') as "manual", e.version as "version", (p.part ->> 'item') as "item", (e.data ->> 'edition')::integer as "edition", (e.data ->> 'industry') as "industry", (e.data ->> 'effective_from')::date as "effective_from", coalesce(jsonb_array_length(nullif((p.part -> 'points'), 'null')), 0) as "points" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e cross join lateral jsonb_array_elements(nullif((e.data -> 'sections'), 'null')) with ordinality as p(part, nth) order by e.ord, p.nth;
end $apply$;

-- registry.manual-withdrawn in the one call of a command
create or replace function steps.apply_cc99b32808fb4a09(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "handbooks" ("manual", "version", "item", "effective_from", "points") select (e.data ->> 'manual') as "manual", e.version as "version", ''::text as "item", (e.data ->> 'effective_from')::date as "effective_from", 0::integer as "points" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- registry.inspector-certified in the one call of a command
create or replace function steps.apply_1ef7d0d1ecb9d144(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "inspectors" ("inspector", "department", "valid_from", "valid_until", "suspended_from", "reinstated_from") select distinct on (1) (upper((e.data ->> 'inspector'))) as "inspector", (e.data ->> 'department') as "department", (e.data ->> 'valid_from')::date as "valid_from", (e.data ->> 'valid_until')::date as "valid_until", null::date as "suspended_from", null::date as "reinstated_from" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc on conflict ("inspector") do update set "department" = excluded."department", "valid_from" = excluded."valid_from", "valid_until" = excluded."valid_until", "suspended_from" = excluded."suspended_from", "reinstated_from" = excluded."reinstated_from";
end $apply$;

-- registry.inspector-suspended in the one call of a command
create or replace function steps.apply_4582768d06e03e88(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "inspectors" set "suspended_from" = s."suspended_from", "reinstated_from" = s."reinstated_from" from (select distinct on (1) (upper((e.data ->> 'inspector'))) as "inspector", (e.data ->> 'effective_from')::date as "suspended_from", null::date as "reinstated_from" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "inspectors"."inspector" = s."inspector";
end $apply$;

-- registry.inspector-reinstated in the one call of a command
create or replace function steps.apply_a77bd0c722818bb4(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "inspectors" set "reinstated_from" = s."reinstated_from" from (select distinct on (1) (upper((e.data ->> 'inspector'))) as "inspector", (e.data ->> 'effective_from')::date as "reinstated_from" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "inspectors"."inspector" = s."inspector";
end $apply$;

-- registry.exemption-listed in the one call of a command
create or replace function steps.apply_48f9cd5a3f02ae50(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "exemptions" ("exemption", "version", "item", "behaviour", "first_offence_only", "effective_from", "conditions") select (e.data ->> 'exemption') as "exemption", e.version as "version", (e.data ->> 'item') as "item", (e.data ->> 'behaviour') as "behaviour", (e.data ->> 'first_offence_only')::boolean as "first_offence_only", (e.data ->> 'effective_from')::date as "effective_from", (array[(e.data ->> 'conditions')]) as "conditions" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- registry.exemption-withdrawn in the one call of a command
create or replace function steps.apply_61fa058dee77feac(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "exemptions" ("exemption", "version", "effective_from") select (e.data ->> 'exemption') as "exemption", e.version as "version", (e.data ->> 'effective_from')::date as "effective_from" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.visit-confided in the one call of a command
create or replace function steps.apply_e03fc254f85e51bc(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "visits" ("visit", "draw", "entity", "entity_name", "industries", "township", "lead", "method", "notice_forbidden", "window_from", "window_to", "due", "premises", "premises_name", "departments", "state", "confided", "assigned_at", "version") select (e.data ->> 'visit') as "visit", (e.data ->> 'draw') as "draw", (e.data ->> 'entity') as "entity", (e.data ->> 'entity_name') as "entity_name", case when jsonb_typeof((e.data -> 'industries')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'industries')) as a(v)) end as "industries", (e.data ->> 'township') as "township", (e.data ->> 'lead') as "lead", (e.data ->> 'method') as "method", (e.data ->> 'notice_forbidden')::boolean as "notice_forbidden", (e.data ->> 'window_from')::date as "window_from", (e.data ->> 'window_to')::date as "window_to", (e.data ->> 'due')::timestamp with time zone as "due", (e.data ->> 'premises') as "premises", (e.data ->> 'premises_name') as "premises_name", array(select (a1.v ->> 'department') from jsonb_array_elements(nullif((e.data -> 'parts'), 'null')) as a1(v)) as "departments", 'assigned'::text as "state", true::boolean as "confided", e.time as "assigned_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
    insert into "parts" ("visit", "department", "kinds", "items", "inspectors", "ordinal") select (e.data ->> 'visit') as "visit", (p.part ->> 'department') as "department", case when jsonb_typeof((p.part -> 'kinds')) = 'array' then array(select v from jsonb_array_elements_text((p.part -> 'kinds')) as a(v)) end as "kinds", case when jsonb_typeof((p.part -> 'items')) = 'array' then array(select v from jsonb_array_elements_text((p.part -> 'items')) as a(v)) end as "items", case when jsonb_typeof((p.part -> 'inspectors')) = 'array' then array(select v from jsonb_array_elements_text((p.part -> 'inspectors')) as a(v)) end as "inspectors", (p.nth - 1)::integer as "ordinal" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e cross join lateral jsonb_array_elements(nullif((e.data -> 'parts'), 'null')) with ordinality as p(part, nth) order by e.ord, p.nth on conflict do nothing;
end $apply$;

-- inspection.visit-assigned in the one call of a command
create or replace function steps.apply_6022936d4e741606(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "visits" ("visit", "draw", "entity", "entity_name", "industries", "township", "lead", "method", "notice_forbidden", "window_from", "window_to", "due", "premises", "premises_name", "departments", "state", "confided", "assigned_at", "version") select (e.data ->> 'visit') as "visit", (e.data ->> 'draw') as "draw", (e.data ->> 'entity') as "entity", (e.data ->> 'entity_name') as "entity_name", case when jsonb_typeof((e.data -> 'industries')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'industries')) as a(v)) end as "industries", (e.data ->> 'township') as "township", (e.data ->> 'lead') as "lead", (e.data ->> 'method') as "method", (e.data ->> 'notice_forbidden')::boolean as "notice_forbidden", (e.data ->> 'window_from')::date as "window_from", (e.data ->> 'window_to')::date as "window_to", (e.data ->> 'due')::timestamp with time zone as "due", (e.data ->> 'premises') as "premises", (e.data ->> 'premises_name') as "premises_name", array(select (a1.v ->> 'department') from jsonb_array_elements(nullif((e.data -> 'parts'), 'null')) as a1(v)) as "departments", 'assigned'::text as "state", (e.data ->> 'notice_forbidden')::boolean as "confided", e.time as "assigned_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord on conflict do nothing;
    update "visits" set "confided" = s."confided", "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", false::boolean as "confided", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e where (e.version > 1) order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
    insert into "parts" ("visit", "department", "kinds", "items", "inspectors", "ordinal") select (e.data ->> 'visit') as "visit", (p.part ->> 'department') as "department", case when jsonb_typeof((p.part -> 'kinds')) = 'array' then array(select v from jsonb_array_elements_text((p.part -> 'kinds')) as a(v)) end as "kinds", case when jsonb_typeof((p.part -> 'items')) = 'array' then array(select v from jsonb_array_elements_text((p.part -> 'items')) as a(v)) end as "items", case when jsonb_typeof((p.part -> 'inspectors')) = 'array' then array(select v from jsonb_array_elements_text((p.part -> 'inspectors')) as a(v)) end as "inspectors", (p.nth - 1)::integer as "ordinal" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e cross join lateral jsonb_array_elements(nullif((e.data -> 'parts'), 'null')) with ordinality as p(part, nth) order by e.ord, p.nth on conflict do nothing;
end $apply$;

-- inspection.visit-announced in the one call of a command
create or replace function steps.apply_47f119fd313d5ee4(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "visits" set "basis" = s."basis", "visit_on" = s."visit_on", "announced" = s."announced", "state" = s."state" from (select distinct on (1) (e.data ->> 'visit') as "visit", (e.data ->> 'basis') as "basis", (e.data ->> 'on')::date as "visit_on", true::boolean as "announced", 'announced'::text as "state" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.notice-withheld in the one call of a command
create or replace function steps.apply_32bfa7203048b22b(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "visits" set "basis" = s."basis", "visit_on" = s."visit_on", "announced" = s."announced", "state" = s."state" from (select distinct on (1) (e.data ->> 'visit') as "visit", (e.data ->> 'reason') as "basis", (e.data ->> 'on')::date as "visit_on", false::boolean as "announced", 'announced'::text as "state" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.notice-confided in the one call of a command
create or replace function steps.apply_32bfa7203048b22b(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "visits" set "basis" = s."basis", "visit_on" = s."visit_on", "announced" = s."announced", "state" = s."state" from (select distinct on (1) (e.data ->> 'visit') as "visit", (e.data ->> 'reason') as "basis", (e.data ->> 'on')::date as "visit_on", false::boolean as "announced", 'announced'::text as "state" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.officer-checked-in in the one call of a command
create or replace function steps.apply_95bef160766c92ff(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "check_ins" ("visit", "inspector", "department", "proof", "at", "scanned", "reason") select (e.data ->> 'visit') as "visit", (e.data ->> 'inspector') as "inspector", (e.data ->> 'department') as "department", (e.data ->> 'proof') as "proof", (e.data ->> 'at')::timestamp with time zone as "at", (e.data ->> 'scanned') as "scanned", (e.data ->> 'reason') as "reason" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by e.ord;
    update "visits" set "state" = s."state", "confided" = s."confided" from (select distinct on (1) (e.data ->> 'visit') as "visit", 'under-way'::text as "state", false::boolean as "confided" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.officer-replaced in the one call of a command
create or replace function steps.apply_d11e5bb61cb4b03f(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'visit') as "visit", (e.data ->> 'department') as "department", (e.data ->> 'substitute') as "inspectors:new", (e.data ->> 'gone') as "inspectors:gone", row_number() over (partition by (e.data ->> 'visit'), (e.data ->> 'department') order by e.ord) as ":turn" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e), done as (update "parts" set "inspectors" = (array_remove(array_replace("parts".inspectors, s."inspectors:gone", s."inspectors:new"), null)) from s where "parts"."visit" = s."visit" and "parts"."department" = s."department" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.officer-confided in the one call of a command
create or replace function steps.apply_d11e5bb61cb4b03f(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'visit') as "visit", (e.data ->> 'department') as "department", (e.data ->> 'substitute') as "inspectors:new", (e.data ->> 'gone') as "inspectors:gone", row_number() over (partition by (e.data ->> 'visit'), (e.data ->> 'department') order by e.ord) as ":turn" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e), done as (update "parts" set "inspectors" = (array_remove(array_replace("parts".inspectors, s."inspectors:gone", s."inspectors:new"), null)) from s where "parts"."visit" = s."visit" and "parts"."department" = s."department" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.part-amended in the one call of a command
create or replace function steps.apply_76dba89212899326(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'visit') as "visit", (e.data ->> 'department') as "problems:of", row_number() over (partition by (e.data ->> 'visit') order by e.ord) as ":turn" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e), done as (update "visits" set "problems" = ("visits".problems - coalesce((select p.problems from parts p where p.visit = "visits".visit and p.department = s."problems:of"), 0)) from s where "visits"."visit" = s."visit" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    delete from "findings" using (select distinct on (1, 2) (e.data ->> 'visit') as "visit", (e.data ->> 'department') as "department" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "findings"."visit" = s."visit" and "findings"."department" = s."department";
    delete from "checks" using (select distinct on (1, 2) (e.data ->> 'visit') as "visit", (e.data ->> 'department') as "department" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "checks"."visit" = s."visit" and "checks"."department" = s."department";
    update "parts" set "amended" = s."amended" from (select distinct on (1, 2) (e.data ->> 'visit') as "visit", (e.data ->> 'department') as "department", (e.data ->> 'reason') as "amended" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "parts"."visit" = s."visit" and "parts"."department" = s."department";
    update "parts" set "disposition" = s."disposition", "basis" = s."basis", "officers" = s."officers", "revision" = s."revision", "problems" = s."problems", "recorded_at" = s."recorded_at" from (select distinct on (1, 2) (e.data ->> 'visit') as "visit", (e.data ->> 'department') as "department", (e.data ->> 'disposition') as "disposition", (e.data ->> 'basis') as "basis", case when jsonb_typeof(coalesce(e.data -> 'officers', '[]'::jsonb)) = 'array' then array(select v from jsonb_array_elements_text(coalesce(e.data -> 'officers', '[]'::jsonb)) as a(v)) end as "officers", (coalesce(e.data -> 'revision', '1'::jsonb) #>> '{}')::integer as "revision", coalesce(jsonb_array_length(nullif((e.data -> 'findings'), 'null')), 0) as "problems", e.time as "recorded_at" from (select * from unnest($1, $2) with ordinality as u(data, time, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "parts"."visit" = s."visit" and "parts"."department" = s."department";
    insert into "findings" ("visit", "finding", "item", "severity", "description", "suspected_crime", "hazard", "corrected_on_spot", "department", "evidence") select (e.data ->> 'visit') as "visit", (p.part ->> 'finding') as "finding", (p.part ->> 'item') as "item", (p.part ->> 'severity') as "severity", (p.part ->> 'description') as "description", (coalesce(p.part -> 'suspected_crime', 'false'::jsonb) #>> '{}')::boolean as "suspected_crime", (coalesce(p.part -> 'hazard', '"none"'::jsonb) #>> '{}') as "hazard", (coalesce(p.part -> 'corrected_on_spot', 'false'::jsonb) #>> '{}')::boolean as "corrected_on_spot", (e.data ->> 'department') as "department", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif(coalesce(p.part -> 'evidence', '[]'::jsonb), 'null')) as a1(v)) as "evidence" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e cross join lateral jsonb_array_elements(nullif((e.data -> 'findings'), 'null')) with ordinality as p(part, nth) order by e.ord, p.nth;
    insert into "checks" ("visit", "department", "item", "outcome", "reason", "edition", "manual", "manual_edition", "points") select (e.data ->> 'visit') as "visit", (e.data ->> 'department') as "department", (p.part ->> 'item') as "item", (p.part ->> 'outcome') as "outcome", (p.part ->> 'reason') as "reason", (p.part ->> 'edition')::integer as "edition", (p.part ->> 'manual') as "manual", (p.part ->> 'manual_edition')::integer as "manual_edition", nullif(case when jsonb_typeof(coalesce(p.part -> 'points', '[]'::jsonb)) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('note', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif(coalesce(p.part -> 'points', '[]'::jsonb), 'null')) with ordinality as w(v, n)) else coalesce(p.part -> 'points', '[]'::jsonb) end, 'null') as "points" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e cross join lateral jsonb_array_elements(nullif((e.data -> 'checks'), 'null')) with ordinality as p(part, nth) order by e.ord, p.nth;
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'visit') as "visit", coalesce(jsonb_array_length(nullif((e.data -> 'findings'), 'null')), 0) as "problems:new", row_number() over (partition by (e.data ->> 'visit') order by e.ord) as ":turn" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e), done as (update "visits" set "problems" = ("visits".problems + s."problems:new") from s where "visits"."visit" = s."visit" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.part-recorded in the one call of a command
create or replace function steps.apply_991d1514869db196(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "parts" set "disposition" = s."disposition", "basis" = s."basis", "officers" = s."officers", "revision" = s."revision", "problems" = s."problems", "recorded_at" = s."recorded_at" from (select distinct on (1, 2) (e.data ->> 'visit') as "visit", (e.data ->> 'department') as "department", (e.data ->> 'disposition') as "disposition", (e.data ->> 'basis') as "basis", case when jsonb_typeof(coalesce(e.data -> 'officers', '[]'::jsonb)) = 'array' then array(select v from jsonb_array_elements_text(coalesce(e.data -> 'officers', '[]'::jsonb)) as a(v)) end as "officers", (coalesce(e.data -> 'revision', '1'::jsonb) #>> '{}')::integer as "revision", coalesce(jsonb_array_length(nullif((e.data -> 'findings'), 'null')), 0) as "problems", e.time as "recorded_at" from (select * from unnest($1, $2) with ordinality as u(data, time, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "parts"."visit" = s."visit" and "parts"."department" = s."department";
    insert into "findings" ("visit", "finding", "item", "severity", "description", "suspected_crime", "hazard", "corrected_on_spot", "department", "evidence") select (e.data ->> 'visit') as "visit", (p.part ->> 'finding') as "finding", (p.part ->> 'item') as "item", (p.part ->> 'severity') as "severity", (p.part ->> 'description') as "description", (coalesce(p.part -> 'suspected_crime', 'false'::jsonb) #>> '{}')::boolean as "suspected_crime", (coalesce(p.part -> 'hazard', '"none"'::jsonb) #>> '{}') as "hazard", (coalesce(p.part -> 'corrected_on_spot', 'false'::jsonb) #>> '{}')::boolean as "corrected_on_spot", (e.data ->> 'department') as "department", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif(coalesce(p.part -> 'evidence', '[]'::jsonb), 'null')) as a1(v)) as "evidence" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e cross join lateral jsonb_array_elements(nullif((e.data -> 'findings'), 'null')) with ordinality as p(part, nth) order by e.ord, p.nth;
    insert into "checks" ("visit", "department", "item", "outcome", "reason", "edition", "manual", "manual_edition", "points") select (e.data ->> 'visit') as "visit", (e.data ->> 'department') as "department", (p.part ->> 'item') as "item", (p.part ->> 'outcome') as "outcome", (p.part ->> 'reason') as "reason", (p.part ->> 'edition')::integer as "edition", (p.part ->> 'manual') as "manual", (p.part ->> 'manual_edition')::integer as "manual_edition", nullif(case when jsonb_typeof(coalesce(p.part -> 'points', '[]'::jsonb)) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('note', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif(coalesce(p.part -> 'points', '[]'::jsonb), 'null')) with ordinality as w(v, n)) else coalesce(p.part -> 'points', '[]'::jsonb) end, 'null') as "points" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e cross join lateral jsonb_array_elements(nullif((e.data -> 'checks'), 'null')) with ordinality as p(part, nth) order by e.ord, p.nth;
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'visit') as "visit", coalesce(jsonb_array_length(nullif((e.data -> 'findings'), 'null')), 0) as "problems:new", row_number() over (partition by (e.data ->> 'visit') order by e.ord) as ":turn" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e), done as (update "visits" set "problems" = ("visits".problems + s."problems:new") from s where "visits"."visit" = s."visit" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.clue-found in the one call of a command
create or replace function steps.apply_b4a8a4af7b64f7bd(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "clues" ("clue", "visit", "finder", "competent", "matter", "evidence", "found_at") select (e.data ->> 'clue') as "clue", (e.data ->> 'visit') as "visit", (e.data ->> 'finder') as "finder", (e.data ->> 'competent') as "competent", (e.data ->> 'matter') as "matter", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) as a1(v)) as "evidence", e.time as "found_at" from (select * from unnest($1, $2) with ordinality as u(data, time, ord) limit cardinality($1)::bigint) e order by e.ord;
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.entity-answered in the one call of a command
create or replace function steps.apply_c4ab57e9ca764705(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "visits" set "answer" = s."answer", "answer_remark" = s."answer_remark", "answered_by" = s."answered_by", "answer_witness" = s."answer_witness", "answer_evidence" = s."answer_evidence" from (select distinct on (1) (e.data ->> 'visit') as "visit", (e.data ->> 'answer') as "answer", (e.data ->> 'remark') as "answer_remark", (e.data ->> 'by') as "answered_by", (e.data ->> 'witness') as "answer_witness", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif(coalesce(e.data -> 'evidence', '[]'::jsonb), 'null')) as a1(v)) as "answer_evidence" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.visit-completed in the one call of a command
create or replace function steps.apply_4253b16e4fe591ad(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "visits" set "completed_on" = s."completed_on", "state" = s."state" from (select distinct on (1) (e.data ->> 'visit') as "visit", (e.data ->> 'completed_on')::date as "completed_on", 'completed'::text as "state" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.result-issued in the one call of a command
create or replace function steps.apply_ad5e54d0ab7adc92(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "visits" set "result" = s."result" from (select distinct on (1) (e.data ->> 'visit') as "visit", (e.data ->> 'result') as "result" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
    insert into "results" ("result", "visit", "lead", "entity", "kinds", "problems", "checked_on", "record", "issued_at") select (e.data ->> 'result') as "result", (e.data ->> 'visit') as "visit", (e.data ->> 'lead') as "lead", (e.data ->> 'entity') as "entity", case when jsonb_typeof((e.data -> 'kinds')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'kinds')) as a(v)) end as "kinds", (e.data ->> 'problems')::integer as "problems", (e.data ->> 'checked_on')::date as "checked_on", (e.data ->> 'record') as "record", e.time as "issued_at" from (select * from unnest($1, $2) with ordinality as u(data, time, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.visit-overdue in the one call of a command
create or replace function steps.apply_fe8d51426f07d529(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "visits" set "overdue" = s."overdue" from (select distinct on (1) (e.data ->> 'visit') as "visit", true::boolean as "overdue" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.visit-closed in the one call of a command
create or replace function steps.apply_a37052af38c4e150(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'visit') as "visit", (coalesce(e.data -> 'how', '"not-stated"'::jsonb) #>> '{}') as "closed_how", (coalesce(e.data -> 'how', '"not-stated"'::jsonb) #>> '{}') as "state:how", row_number() over (partition by (e.data ->> 'visit') order by e.ord) as ":turn" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e), done as (update "visits" set "state" = (case when s."state:how" = 'frustrated' then 'frustrated' when "visits".completed_on is null then 'cancelled' else 'closed' end), "closed_how" = s."closed_how" from s where "visits"."visit" = s."visit" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.visit-closed-in-confidence in the one call of a command
create or replace function steps.apply_a37052af38c4e150(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'visit') as "visit", (coalesce(e.data -> 'how', '"not-stated"'::jsonb) #>> '{}') as "closed_how", (coalesce(e.data -> 'how', '"not-stated"'::jsonb) #>> '{}') as "state:how", row_number() over (partition by (e.data ->> 'visit') order by e.ord) as ":turn" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e), done as (update "visits" set "state" = (case when s."state:how" = 'frustrated' then 'frustrated' when "visits".completed_on is null then 'cancelled' else 'closed' end), "closed_how" = s."closed_how" from s where "visits"."visit" = s."visit" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.visit-frustrated in the one call of a command
create or replace function steps.apply_45e3847f5bb3ab6d(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "visits" set "frustrated" = s."frustrated", "frustrated_reason" = s."frustrated_reason", "frustrated_evidence" = s."frustrated_evidence" from (select distinct on (1) (e.data ->> 'visit') as "visit", (e.data ->> 'ground') as "frustrated", (e.data ->> 'reason') as "frustrated_reason", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) as a1(v)) as "frustrated_evidence" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.entry-refused in the one call of a command
create or replace function steps.apply_2e8f1e3212e81ff5(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "visits" set "entry_refused" = s."entry_refused" from (select distinct on (1) (e.data ->> 'visit') as "visit", (e.data ->> 'why') as "entry_refused" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.finding-assigned in the one call of a command
create or replace function steps.apply_f9706b3c3001fbb2(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "findings" set "handling" = s."handling", "target" = s."target", "exemption" = s."exemption", "handling_basis" = s."handling_basis", "assigned_at" = s."assigned_at" from (select distinct on (1, 2) (e.data ->> 'visit') as "visit", (e.data ->> 'finding') as "finding", (e.data ->> 'handling') as "handling", (e.data ->> 'target') as "target", (e.data ->> 'exemption') as "exemption", (e.data ->> 'basis') as "handling_basis", e.time as "assigned_at" from (select * from unnest($1, $2) with ordinality as u(data, time, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "findings"."visit" = s."visit" and "findings"."finding" = s."finding";
    insert into "finding_conditions" ("visit", "finding", "ordinal", "text", "evidence") select distinct on (1, 2, 3) (e.data ->> 'visit') as "visit", (e.data ->> 'finding') as "finding", (p.nth - 1)::integer as "ordinal", (p.part ->> 'text') as "text", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif(coalesce(p.part -> 'evidence', '[]'::jsonb), 'null')) as a1(v)) as "evidence" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e cross join lateral jsonb_array_elements(nullif(coalesce(e.data -> 'conditions', '[]'::jsonb), 'null')) with ordinality as p(part, nth) order by 1, 2, 3, e.ord desc, p.nth desc on conflict ("visit", "finding", "ordinal") do update set "text" = excluded."text", "evidence" = excluded."evidence";
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.finding-settled in the one call of a command
create or replace function steps.apply_f0d533d1121c98f4(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "findings" set "settled" = s."settled", "settled_by" = s."settled_by", "settled_at" = s."settled_at" from (select distinct on (1, 2) (e.data ->> 'visit') as "visit", (e.data ->> 'finding') as "finding", (e.data ->> 'how') as "settled", (e.data ->> 'ref') as "settled_by", e.time as "settled_at" from (select * from unnest($1, $2) with ordinality as u(data, time, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "findings"."visit" = s."visit" and "findings"."finding" = s."finding";
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
end $apply$;

-- inspection.result-revoked in the one call of a command
create or replace function steps.apply_7bbd44853eff55c4(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "visits" set "version" = s."version" from (select distinct on (1) (e.data ->> 'visit') as "visit", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "visits"."visit" = s."visit";
    update "results" set "revoked" = s."revoked" from (select distinct on (1) (e.data ->> 'result') as "result", (e.data ->> 'reason') as "revoked" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "results"."result" = s."result";
end $apply$;

-- inspection.guidance-given in the one call of a command
create or replace function steps.apply_ff32478ef3678381(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "guidance" ("guidance", "visit", "finding", "entity", "department", "kind", "text", "document", "given_at", "version") select (e.data ->> 'guidance') as "guidance", (e.data ->> 'visit') as "visit", (e.data ->> 'finding') as "finding", (e.data ->> 'entity') as "entity", (e.data ->> 'department') as "department", (e.data ->> 'kind') as "kind", (e.data ->> 'text') as "text", (e.data ->> 'document') as "document", e.time as "given_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.rectification-ordered in the one call of a command
create or replace function steps.apply_15327dc4492c7d37(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "rectifications" ("rectification", "visit", "entity", "department", "findings", "due", "kind", "document", "day_set", "state", "ordered_at", "version") select (e.data ->> 'rectification') as "rectification", (e.data ->> 'visit') as "visit", (e.data ->> 'entity') as "entity", (e.data ->> 'department') as "department", case when jsonb_typeof((e.data -> 'findings')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'findings')) as a(v)) end as "findings", (e.data ->> 'due')::timestamp with time zone as "due", (coalesce(e.data -> 'kind', '"dated"'::jsonb) #>> '{}') as "kind", (e.data ->> 'document') as "document", (coalesce(e.data -> 'day_set', 'false'::jsonb) #>> '{}')::boolean as "day_set", 'ordered'::text as "state", e.time as "ordered_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.rectification-due-moved in the one call of a command
create or replace function steps.apply_90a2a7a6e3836f50(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "rectifications" set "due" = s."due", "version" = s."version" from (select distinct on (1) (e.data ->> 'rectification') as "rectification", (e.data ->> 'due')::timestamp with time zone as "due", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "rectifications"."rectification" = s."rectification";
end $apply$;

-- inspection.rectification-planned in the one call of a command
create or replace function steps.apply_2e481966c4987845(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'rectification') as "rectification", (e.data ->> 'measures') as "measures", e.time as "planned_at", e.version as "version", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) as a1(v)) as "evidence:new", row_number() over (partition by (e.data ->> 'rectification') order by e.ord) as ":turn" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e), done as (update "rectifications" set "measures" = s."measures", "planned_at" = s."planned_at", "evidence" = ("rectifications".evidence || s."evidence:new"), "version" = s."version" from s where "rectifications"."rectification" = s."rectification" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
end $apply$;

-- inspection.rectification-extension-asked in the one call of a command
create or replace function steps.apply_5f021ca08d138970(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'rectification') as "rectification", 'asked'::text as "extension", (e.data ->> 'until')::timestamp with time zone as "extension_until", (e.data ->> 'reason') as "extension_reason", e.version as "version", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) as a1(v)) as "evidence:new", row_number() over (partition by (e.data ->> 'rectification') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "rectifications" set "extension" = s."extension", "extension_until" = s."extension_until", "extension_reason" = s."extension_reason", "evidence" = ("rectifications".evidence || s."evidence:new"), "version" = s."version" from s where "rectifications"."rectification" = s."rectification" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
end $apply$;

-- inspection.rectification-extended in the one call of a command
create or replace function steps.apply_f0779eaec279f910(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "rectifications" set "due" = s."due", "extension" = s."extension", "extension_until" = s."extension_until", "day_set" = s."day_set", "version" = s."version" from (select distinct on (1) (e.data ->> 'rectification') as "rectification", (e.data ->> 'due')::timestamp with time zone as "due", 'granted'::text as "extension", (e.data ->> 'due')::timestamp with time zone as "extension_until", true::boolean as "day_set", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "rectifications"."rectification" = s."rectification";
end $apply$;

-- inspection.rectification-extension-refused in the one call of a command
create or replace function steps.apply_e980393f3a40724c(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "rectifications" set "extension" = s."extension", "version" = s."version" from (select distinct on (1) (e.data ->> 'rectification') as "rectification", 'refused'::text as "extension", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "rectifications"."rectification" = s."rectification";
end $apply$;

-- inspection.rectification-reported in the one call of a command
create or replace function steps.apply_83a85bebdde7e265(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'rectification') as "rectification", (e.data ->> 'recheck_by')::timestamp with time zone as "recheck_by", (e.data ->> 'late')::boolean as "reported_late", 'reported'::text as "state", e.version as "version", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) as a1(v)) as "evidence:new", row_number() over (partition by (e.data ->> 'rectification') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "rectifications" set "recheck_by" = s."recheck_by", "reported_late" = s."reported_late", "evidence" = ("rectifications".evidence || s."evidence:new"), "state" = s."state", "version" = s."version" from s where "rectifications"."rectification" = s."rectification" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
end $apply$;

-- inspection.rectification-failed in the one call of a command
create or replace function steps.apply_db08d987827f4331(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'rectification') as "rectification", (e.data ->> 'reason') as "reason", 'failed'::text as "state", null::timestamp with time zone as "recheck_by", false::boolean as "recheck_overdue", e.version as "version", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif(coalesce(e.data -> 'evidence', '[]'::jsonb), 'null')) as a1(v)) as "evidence:new", row_number() over (partition by (e.data ->> 'rectification') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "rectifications" set "reason" = s."reason", "evidence" = ("rectifications".evidence || s."evidence:new"), "state" = s."state", "recheck_by" = s."recheck_by", "recheck_overdue" = s."recheck_overdue", "failures" = ("rectifications".failures + 1), "version" = s."version" from s where "rectifications"."rectification" = s."rectification" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    update "rectifications" set "due" = s."due", "day_set" = s."day_set" from (select distinct on (1) (e.data ->> 'rectification') as "rectification", (e.data ->> 'due')::timestamp with time zone as "due", true::boolean as "day_set" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e where (coalesce((nullif((e.data -> 'due'), 'null'))::text, 'null') <> 'null') order by 1, e.ord desc limit cardinality($1)::bigint) s where "rectifications"."rectification" = s."rectification";
    insert into "rechecks" ("rectification", "version", "officers", "checks", "reason", "passed", "checked_at") select (e.data ->> 'rectification') as "rectification", e.version as "version", case when jsonb_typeof((e.data -> 'officers')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'officers')) as a(v)) end as "officers", nullif(case when jsonb_typeof(coalesce(e.data -> 'checks', '[]'::jsonb)) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('note', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif(coalesce(e.data -> 'checks', '[]'::jsonb), 'null')) with ordinality as w(v, n)) else coalesce(e.data -> 'checks', '[]'::jsonb) end, 'null') as "checks", (e.data ->> 'reason') as "reason", false::boolean as "passed", e.time as "checked_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.rectification-passed in the one call of a command
create or replace function steps.apply_67e0c1b26e2ad4d4(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'rectification') as "rectification", e.time as "passed_at", 'passed'::text as "state", null::timestamp with time zone as "recheck_by", false::boolean as "recheck_overdue", e.version as "version", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif(coalesce(e.data -> 'evidence', '[]'::jsonb), 'null')) as a1(v)) as "evidence:new", row_number() over (partition by (e.data ->> 'rectification') order by e.ord) as ":turn" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e), done as (update "rectifications" set "passed_at" = s."passed_at", "evidence" = ("rectifications".evidence || s."evidence:new"), "state" = s."state", "recheck_by" = s."recheck_by", "recheck_overdue" = s."recheck_overdue", "version" = s."version" from s where "rectifications"."rectification" = s."rectification" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    insert into "rechecks" ("rectification", "version", "officers", "checks", "passed", "checked_at") select (e.data ->> 'rectification') as "rectification", e.version as "version", case when jsonb_typeof((e.data -> 'officers')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'officers')) as a(v)) end as "officers", nullif(case when jsonb_typeof(coalesce(e.data -> 'checks', '[]'::jsonb)) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('note', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif(coalesce(e.data -> 'checks', '[]'::jsonb), 'null')) with ordinality as w(v, n)) else coalesce(e.data -> 'checks', '[]'::jsonb) end, 'null') as "checks", true::boolean as "passed", e.time as "checked_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.rectification-overdue in the one call of a command
create or replace function steps.apply_6dee8b1eadd873e3(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "rectifications" set "overdue" = s."overdue", "version" = s."version" from (select distinct on (1) (e.data ->> 'rectification') as "rectification", true::boolean as "overdue", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "rectifications"."rectification" = s."rectification";
end $apply$;

-- inspection.rectification-escalated in the one call of a command
create or replace function steps.apply_08fe997df30f2c50(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "rectifications" set "escalated_for" = s."escalated_for", "escalated_at" = s."escalated_at", "version" = s."version" from (select distinct on (1) (e.data ->> 'rectification') as "rectification", (e.data ->> 'cause') as "escalated_for", e.time as "escalated_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "rectifications"."rectification" = s."rectification";
end $apply$;

-- inspection.clock-passed in the one call of a command
create or replace function steps.apply_79148c25e78a8f5d(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "rectifications" set "recheck_overdue" = s."recheck_overdue", "version" = s."version" from (select distinct on (1) (e.data ->> 'subject') as "rectification", true::boolean as "recheck_overdue", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e where ((e.data ->> 'stage') = 'recheck') order by 1, e.ord desc limit cardinality($1)::bigint) s where "rectifications"."rectification" = s."rectification";
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'subject') as "case_ref", e.version as "version", (e.data ->> 'stage') as "overdue:new", row_number() over (partition by (e.data ->> 'subject') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e where ((e.data ->> 'stage') ^@ 'case-')), done as (update "cases" set "version" = s."version", "overdue" = ("cases".overdue || s."overdue:new"::text) from s where "cases"."case_ref" = s."case_ref" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    delete from "case_clocks" using (select distinct on (1, 2) (e.data ->> 'subject') as "case_ref", (e.data ->> 'stage') as "stage" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "case_clocks"."case_ref" = s."case_ref" and "case_clocks"."stage" = s."stage";
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'subject') as "transfer", e.version as "version", (e.data ->> 'stage') as "passed:new", e.stream as ":new", row_number() over (partition by (e.data ->> 'subject') order by e.ord) as ":turn" from (select * from unnest($1, $3, $6) with ordinality as u(data, version, stream, ord) limit cardinality($1)::bigint) e), done as (update "transfers" set "passed" = (array_append("transfers".passed, s."passed:new")), "version" = s."version" from s where "transfers"."transfer" = s."transfer" and s.":turn" = v_turn and (s.":new" = 'transfer-' || "transfers".transfer)) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'subject') as "hazard", e.version as "version", (e.data ->> 'stage') as "passed:new", e.stream as ":new", row_number() over (partition by (e.data ->> 'subject') order by e.ord) as ":turn" from (select * from unnest($1, $3, $6) with ordinality as u(data, version, stream, ord) limit cardinality($1)::bigint) e), done as (update "hazards" set "passed" = (array_append("hazards".passed, s."passed:new")), "version" = s."version" from s where "hazards"."hazard" = s."hazard" and s.":turn" = v_turn and (s.":new" = 'hazard-' || "hazards".hazard)) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'subject') as "dossier", true::boolean as "overdue", e.version as "version", e.stream as ":new", row_number() over (partition by (e.data ->> 'subject') order by e.ord) as ":turn" from (select * from unnest($1, $3, $6) with ordinality as u(data, version, stream, ord) limit cardinality($1)::bigint) e), done as (update "dossiers" set "overdue" = s."overdue", "version" = s."version" from s where "dossiers"."dossier" = s."dossier" and s.":turn" = v_turn and (s.":new" = 'dossier-' || "dossiers".dossier)) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    update "followups" set "overdue" = s."overdue", "late" = s."late", "version" = s."version" from (select distinct on (1) (e.data ->> 'subject') as "followup", true::boolean as "overdue", true::boolean as "late", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e where ((e.data ->> 'stage') = 'followup'::text) order by 1, e.ord desc limit cardinality($1)::bigint) s where "followups"."followup" = s."followup";
    update "objections" set "overdue" = s."overdue", "late" = s."late", "version" = s."version" from (select distinct on (1) (e.data ->> 'subject') as "objection", true::boolean as "overdue", true::boolean as "late", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e where ((e.data ->> 'stage') = any(array['objection-admit', 'objection-decide']::text[])) order by 1, e.ord desc limit cardinality($1)::bigint) s where "objections"."objection" = s."objection";
    insert into "passed_clocks" ("fact", "subject", "stage", "owner", "due", "since", "passed_at") select e.id as "fact", (e.data ->> 'subject') as "subject", (e.data ->> 'stage') as "stage", (e.data ->> 'owner') as "owner", (e.data ->> 'due')::timestamp with time zone as "due", (e.data ->> 'since') as "since", e.time as "passed_at" from (select * from unnest($1, $2, $5) with ordinality as u(data, time, id, ord) limit cardinality($1)::bigint) e order by e.ord on conflict do nothing;
end $apply$;

-- inspection.result-recorded in the one call of a command
create or replace function steps.apply_3e6319c26135c22a(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "recorded_results" ("result", "entity", "kind", "checked_on", "score", "problems", "origin", "department") select (e.data ->> 'result') as "result", (e.data ->> 'entity') as "entity", (e.data ->> 'kind') as "kind", (e.data ->> 'checked_on')::date as "checked_on", (e.data ->> 'score')::integer as "score", case when jsonb_typeof((e.data -> 'problems')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'problems')) as a(v)) end as "problems", (e.data ->> 'origin') as "origin", (e.data ->> 'department') as "department" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.recorded-result-revoked in the one call of a command
create or replace function steps.apply_da1a3951cb869860(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "recorded_results" set "revoked" = s."revoked" from (select distinct on (1) (e.data ->> 'result') as "result", (e.data ->> 'reason') as "revoked" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "recorded_results"."result" = s."result";
end $apply$;

-- inspection.case-filed in the one call of a command
create or replace function steps.apply_ea8ae56edadb60bd(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "cases" ("case_ref", "department", "entity", "person", "subject", "matter", "items", "officers", "procedure", "late", "decide_by", "version", "origin_kind", "origin", "finding", "state", "filed_at") select (e.data ->> 'case') as "case_ref", (e.data ->> 'department') as "department", (e.data ->> 'entity') as "entity", (e.data ->> 'person') as "person", (e.data ->> 'subject') as "subject", (e.data ->> 'matter') as "matter", case when jsonb_typeof((e.data -> 'items')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'items')) as a(v)) end as "items", case when jsonb_typeof((e.data -> 'officers')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'officers')) as a(v)) end as "officers", (e.data ->> 'procedure') as "procedure", (e.data ->> 'late')::boolean as "late", (e.data ->> 'decide_by')::timestamp with time zone as "decide_by", e.version as "version", ((e.data -> 'origin') ->> 'kind') as "origin_kind", ((e.data -> 'origin') ->> 'ref') as "origin", ((e.data -> 'origin') ->> 'finding') as "finding", 'investigating'::text as "state", e.time as "filed_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'filed'::text as "step", (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('origin', case when jsonb_typeof((e.data -> 'origin')) = 'object' then jsonb_build_object('finding', 'null'::jsonb) || (e.data -> 'origin') else (e.data -> 'origin') end) else e.data end, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.case-not-filed in the one call of a command
create or replace function steps.apply_be498aa862d29e93(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "cases" ("case_ref", "department", "entity", "person", "matter", "late", "version", "origin_kind", "origin", "finding", "state", "filed_at", "ended", "closed_at") select (e.data ->> 'case') as "case_ref", (e.data ->> 'department') as "department", (e.data ->> 'entity') as "entity", (e.data ->> 'person') as "person", (e.data ->> 'matter') as "matter", (e.data ->> 'late')::boolean as "late", e.version as "version", ((e.data -> 'origin') ->> 'kind') as "origin_kind", ((e.data -> 'origin') ->> 'ref') as "origin", ((e.data -> 'origin') ->> 'finding') as "finding", 'not-filed'::text as "state", e.time as "filed_at", (e.data ->> 'reason') as "ended", e.time as "closed_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'not-filed'::text as "step", (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('origin', case when jsonb_typeof((e.data -> 'origin')) = 'object' then jsonb_build_object('finding', 'null'::jsonb) || (e.data -> 'origin') else (e.data -> 'origin') end) else e.data end, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.case-officer-replaced in the one call of a command
create or replace function steps.apply_352a2d94d7995ff2(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'case') as "case_ref", e.version as "version", array[(e.data ->> 'substitute')]::text[] as "officers:new", (e.data ->> 'gone') as "officers:gone", row_number() over (partition by (e.data ->> 'case') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "cases" set "version" = s."version", "officers" = (array_remove("cases".officers, s."officers:gone") || s."officers:new"::text[]) from s where "cases"."case_ref" = s."case_ref" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'case') as "case_ref", row_number() over (partition by (e.data ->> 'case') order by e.ord) as ":turn" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e), done as (update "cases" set "officers" = (array_remove("cases".officers, null)) from s where "cases"."case_ref" = s."case_ref" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'officer-replaced'::text as "step", (nullif(e.data, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.case-evidence-added in the one call of a command
create or replace function steps.apply_4f4f3778d7311dfc(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'case') as "case_ref", e.version as "version", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) as a1(v)) as "evidence:new", row_number() over (partition by (e.data ->> 'case') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "cases" set "version" = s."version", "evidence" = ("cases".evidence || s."evidence:new") from s where "cases"."case_ref" = s."case_ref" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'evidence'::text as "step", (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('evidence', case when jsonb_typeof((e.data -> 'evidence')) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('taken_at', 'null'::jsonb, 'where', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) with ordinality as w(v, n)) else (e.data -> 'evidence') end) else e.data end, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.case-proposed in the one call of a command
create or replace function steps.apply_060c6033a574d5bc(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "cases" set "outcome" = s."outcome", "major" = s."major", "version" = s."version", "state" = s."state" from (select distinct on (1) (e.data ->> 'case') as "case_ref", (e.data ->> 'outcome') as "outcome", (e.data ->> 'major')::boolean as "major", e.version as "version", (case when (e.data ->> 'outcome') = 'penalty' and not (e.data ->> 'to_tell')::boolean then 'told' else 'proposed' end) as "state" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "cases"."case_ref" = s."case_ref";
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'proposed'::text as "step", (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('penalties', case when jsonb_typeof((e.data -> 'penalties')) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('fen', 'null'::jsonb, 'days', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif((e.data -> 'penalties'), 'null')) with ordinality as w(v, n)) else (e.data -> 'penalties') end) else e.data end, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
    delete from "case_clocks" using (select distinct on (1, 2) (e.data ->> 'case') as "case_ref", 'case-review'::text as "stage" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "case_clocks"."case_ref" = s."case_ref" and "case_clocks"."stage" = s."stage";
end $apply$;

-- inspection.legal-review-asked in the one call of a command
create or replace function steps.apply_63490e34dada4bd5(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "cases" set "version" = s."version" from (select distinct on (1) (e.data ->> 'case') as "case_ref", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "cases"."case_ref" = s."case_ref";
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'review-asked'::text as "step", (nullif(e.data, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
    insert into "case_clocks" ("case_ref", "stage", "due", "began_at") select distinct on (1, 2) (e.data ->> 'case') as "case_ref", 'case-review'::text as "stage", (e.data ->> 'review_by')::timestamp with time zone as "due", e.time as "began_at" from (select * from unnest($1, $2) with ordinality as u(data, time, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc on conflict ("case_ref", "stage") do update set "due" = excluded."due", "began_at" = excluded."began_at";
end $apply$;

-- inspection.legal-review-given in the one call of a command
create or replace function steps.apply_25f062ab86cb1049(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "cases" set "version" = s."version" from (select distinct on (1) (e.data ->> 'case') as "case_ref", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "cases"."case_ref" = s."case_ref";
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'reviewed'::text as "step", (nullif(e.data, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
    delete from "case_clocks" using (select distinct on (1, 2) (e.data ->> 'case') as "case_ref", 'case-review'::text as "stage" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "case_clocks"."case_ref" = s."case_ref" and "case_clocks"."stage" = s."stage";
end $apply$;

-- inspection.penalty-told in the one call of a command
create or replace function steps.apply_8b4f38b1c21208e0(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'case') as "case_ref", (e.data ->> 'defend_by')::timestamp with time zone as "defend_by", e.version as "version", 'told'::text as "state", (e.data ->> 'at')::timestamp with time zone as "told_at", ((e.data -> 'document') ->> 'sha256') as "papers:new", row_number() over (partition by (e.data ->> 'case') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "cases" set "defend_by" = s."defend_by", "version" = s."version", "state" = s."state", "told_at" = s."told_at", "papers" = ("cases".papers || s."papers:new"::text) from s where "cases"."case_ref" = s."case_ref" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'told'::text as "step", (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('document', case when jsonb_typeof((e.data -> 'document')) = 'object' then jsonb_build_object('taken_at', 'null'::jsonb, 'where', 'null'::jsonb) || (e.data -> 'document') else (e.data -> 'document') end) else e.data end, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
    insert into "case_clocks" ("case_ref", "stage", "due", "began_at") select distinct on (1, 2) (e.data ->> 'case') as "case_ref", 'case-defend'::text as "stage", (e.data ->> 'defend_by')::timestamp with time zone as "due", (e.data ->> 'at')::timestamp with time zone as "began_at" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc on conflict ("case_ref", "stage") do update set "due" = excluded."due", "began_at" = excluded."began_at";
end $apply$;

-- inspection.defence-received in the one call of a command
create or replace function steps.apply_b5a505be20717788(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'case') as "case_ref", e.version as "version", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) as a1(v)) as "papers:new", row_number() over (partition by (e.data ->> 'case') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "cases" set "version" = s."version", "papers" = ("cases".papers || s."papers:new") from s where "cases"."case_ref" = s."case_ref" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'defence'::text as "step", (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('evidence', case when jsonb_typeof((e.data -> 'evidence')) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('taken_at', 'null'::jsonb, 'where', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) with ordinality as w(v, n)) else (e.data -> 'evidence') end) else e.data end, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.hearing-asked in the one call of a command
create or replace function steps.apply_4df99a4ee782334c(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "cases" set "version" = s."version" from (select distinct on (1) (e.data ->> 'case') as "case_ref", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "cases"."case_ref" = s."case_ref";
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'hearing-asked'::text as "step", (nullif(e.data, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.hearing-called in the one call of a command
create or replace function steps.apply_3e9994633b46f7f1(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "cases" set "version" = s."version", "hearing_on" = s."hearing_on" from (select distinct on (1) (e.data ->> 'case') as "case_ref", e.version as "version", (e.data ->> 'on')::timestamp with time zone as "hearing_on" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "cases"."case_ref" = s."case_ref";
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'hearing-called'::text as "step", (nullif(e.data, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.hearing-held in the one call of a command
create or replace function steps.apply_57cf8faf5ae60085(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'case') as "case_ref", e.version as "version", ((e.data -> 'record') ->> 'sha256') as "papers:new", row_number() over (partition by (e.data ->> 'case') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "cases" set "version" = s."version", "papers" = ("cases".papers || s."papers:new"::text) from s where "cases"."case_ref" = s."case_ref" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'hearing'::text as "step", (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('record', case when jsonb_typeof((e.data -> 'record')) = 'object' then jsonb_build_object('taken_at', 'null'::jsonb, 'where', 'null'::jsonb) || (e.data -> 'record') else (e.data -> 'record') end) else e.data end, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.case-discussed in the one call of a command
create or replace function steps.apply_4a0f193fb48b8703(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'case') as "case_ref", e.version as "version", ((e.data -> 'record') ->> 'sha256') as "evidence:new", row_number() over (partition by (e.data ->> 'case') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "cases" set "version" = s."version", "evidence" = ("cases".evidence || s."evidence:new"::text) from s where "cases"."case_ref" = s."case_ref" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'discussed'::text as "step", (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('record', case when jsonb_typeof((e.data -> 'record')) = 'object' then jsonb_build_object('taken_at', 'null'::jsonb, 'where', 'null'::jsonb) || (e.data -> 'record') else (e.data -> 'record') end) else e.data end, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.case-suspended in the one call of a command
create or replace function steps.apply_23bab29ab5c74d47(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "cases" set "transfer" = s."transfer", "version" = s."version", "suspended" = s."suspended" from (select distinct on (1) (e.data ->> 'case') as "case_ref", (e.data ->> 'transfer') as "transfer", e.version as "version", (e.data ->> 'ground') as "suspended" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "cases"."case_ref" = s."case_ref";
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'suspended'::text as "step", (nullif(e.data, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.case-resumed in the one call of a command
create or replace function steps.apply_505b0ac6e4ab6aaf(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "cases" set "decide_by" = s."decide_by", "version" = s."version", "suspended" = s."suspended" from (select distinct on (1) (e.data ->> 'case') as "case_ref", (e.data ->> 'decide_by')::timestamp with time zone as "decide_by", e.version as "version", null::text as "suspended" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "cases"."case_ref" = s."case_ref";
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'resumed'::text as "step", (nullif(e.data, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.case-extended in the one call of a command
create or replace function steps.apply_ba7d3b7b5481c53d(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "cases" set "decide_by" = s."decide_by", "version" = s."version" from (select distinct on (1) (e.data ->> 'case') as "case_ref", (e.data ->> 'decide_by')::timestamp with time zone as "decide_by", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "cases"."case_ref" = s."case_ref";
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'extended'::text as "step", (nullif(e.data, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.penalty-decided in the one call of a command
create or replace function steps.apply_b04356e04590bd09(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "cases" set "decision" = s."decision", "decided_on" = s."decided_on", "penalties" = s."penalties", "basis" = s."basis", "grade" = s."grade", "version" = s."version", "state" = s."state", "outcome" = s."outcome", "is_public" = s."is_public" from (select distinct on (1) (e.data ->> 'case') as "case_ref", (e.data ->> 'decision') as "decision", (e.data ->> 'decided_on')::date as "decided_on", nullif(case when jsonb_typeof((e.data -> 'penalties')) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('fen', 'null'::jsonb, 'days', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif((e.data -> 'penalties'), 'null')) with ordinality as w(v, n)) else (e.data -> 'penalties') end, 'null') as "penalties", (e.data ->> 'basis') as "basis", (e.data ->> 'grade') as "grade", e.version as "version", 'decided'::text as "state", 'penalty'::text as "outcome", (e.data ->> 'public')::boolean as "is_public" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "cases"."case_ref" = s."case_ref";
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'decided'::text as "step", (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('penalties', case when jsonb_typeof((e.data -> 'penalties')) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('fen', 'null'::jsonb, 'days', 'null'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif((e.data -> 'penalties'), 'null')) with ordinality as w(v, n)) else (e.data -> 'penalties') end) else e.data end, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
    insert into "case_clocks" ("case_ref", "stage", "due", "began_at") select distinct on (1, 2) (e.data ->> 'case') as "case_ref", 'case-serve'::text as "stage", (e.data ->> 'serve_by')::timestamp with time zone as "due", e.time as "began_at" from (select * from unnest($1, $2) with ordinality as u(data, time, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc on conflict ("case_ref", "stage") do update set "due" = excluded."due", "began_at" = excluded."began_at";
    delete from "case_clocks" using (select distinct on (1, 2) (e.data ->> 'case') as "case_ref", 'case-review'::text as "stage" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "case_clocks"."case_ref" = s."case_ref" and "case_clocks"."stage" = s."stage";
    delete from "case_clocks" using (select distinct on (1, 2) (e.data ->> 'case') as "case_ref", 'case-defend'::text as "stage" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "case_clocks"."case_ref" = s."case_ref" and "case_clocks"."stage" = s."stage";
end $apply$;

-- inspection.no-penalty-decided in the one call of a command
create or replace function steps.apply_a48611159a46c8fb(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "cases" set "decision" = s."decision", "decided_on" = s."decided_on", "basis" = s."basis", "version" = s."version", "state" = s."state", "outcome" = s."outcome", "is_public" = s."is_public" from (select distinct on (1) (e.data ->> 'case') as "case_ref", (e.data ->> 'decision') as "decision", (e.data ->> 'decided_on')::date as "decided_on", (e.data ->> 'basis') as "basis", e.version as "version", 'decided'::text as "state", (e.data ->> 'ground') as "outcome", false::boolean as "is_public" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "cases"."case_ref" = s."case_ref";
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'spared'::text as "step", (nullif(e.data, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
    insert into "case_clocks" ("case_ref", "stage", "due", "began_at") select distinct on (1, 2) (e.data ->> 'case') as "case_ref", 'case-serve'::text as "stage", (e.data ->> 'serve_by')::timestamp with time zone as "due", e.time as "began_at" from (select * from unnest($1, $2) with ordinality as u(data, time, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc on conflict ("case_ref", "stage") do update set "due" = excluded."due", "began_at" = excluded."began_at";
    delete from "case_clocks" using (select distinct on (1, 2) (e.data ->> 'case') as "case_ref", 'case-review'::text as "stage" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "case_clocks"."case_ref" = s."case_ref" and "case_clocks"."stage" = s."stage";
    delete from "case_clocks" using (select distinct on (1, 2) (e.data ->> 'case') as "case_ref", 'case-defend'::text as "stage" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "case_clocks"."case_ref" = s."case_ref" and "case_clocks"."stage" = s."stage";
end $apply$;

-- inspection.case-served in the one call of a command
create or replace function steps.apply_10d114dd46bcb248(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'case') as "case_ref", (e.data ->> 'perform_by')::timestamp with time zone as "perform_by", e.version as "version", 'served'::text as "state", (e.data ->> 'at')::timestamp with time zone as "served_at", ((e.data -> 'receipt') ->> 'sha256') as "papers:new", row_number() over (partition by (e.data ->> 'case') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "cases" set "perform_by" = s."perform_by", "version" = s."version", "state" = s."state", "served_at" = s."served_at", "papers" = ("cases".papers || s."papers:new"::text) from s where "cases"."case_ref" = s."case_ref" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'served'::text as "step", (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('receipt', case when jsonb_typeof((e.data -> 'receipt')) = 'object' then jsonb_build_object('taken_at', 'null'::jsonb, 'where', 'null'::jsonb) || (e.data -> 'receipt') else (e.data -> 'receipt') end) else e.data end, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
    delete from "case_clocks" using (select distinct on (1, 2) (e.data ->> 'case') as "case_ref", 'case-serve'::text as "stage" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "case_clocks"."case_ref" = s."case_ref" and "case_clocks"."stage" = s."stage";
end $apply$;

-- inspection.penalty-performed in the one call of a command
create or replace function steps.apply_3d344c796e397ef2(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'case') as "case_ref", (e.data ->> 'left_fen')::bigint as "left_fen", e.version as "version", (e.data ->> 'complete')::boolean as "state:new", ((e.data -> 'receipt') ->> 'sha256') as "papers:new", row_number() over (partition by (e.data ->> 'case') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "cases" set "left_fen" = s."left_fen", "version" = s."version", "state" = (case when s."state:new" then 'performed' else "cases".state end), "papers" = ("cases".papers || array_remove(array[s."papers:new"::text], null)) from s where "cases"."case_ref" = s."case_ref" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'performed'::text as "step", (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('receipt', case when jsonb_typeof((e.data -> 'receipt')) = 'object' then jsonb_build_object('taken_at', 'null'::jsonb, 'where', 'null'::jsonb) || (e.data -> 'receipt') else (e.data -> 'receipt') end) else e.data end, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.penalty-deferred in the one call of a command
create or replace function steps.apply_026974544a0cb5ad(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "cases" set "perform_by" = s."perform_by", "version" = s."version" from (select distinct on (1) (e.data ->> 'case') as "case_ref", (e.data ->> 'perform_by')::timestamp with time zone as "perform_by", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "cases"."case_ref" = s."case_ref";
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'deferred'::text as "step", (nullif(e.data, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.surcharge-added in the one call of a command
create or replace function steps.apply_363e56c97b9ec2ed(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "cases" set "version" = s."version", "surcharge_fen" = s."surcharge_fen" from (select distinct on (1) (e.data ->> 'case') as "case_ref", e.version as "version", (e.data ->> 'total_fen')::bigint as "surcharge_fen" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "cases"."case_ref" = s."case_ref";
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'surcharge'::text as "step", (nullif(e.data, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.enforcement-asked in the one call of a command
create or replace function steps.apply_bbd2ac271e023052(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'case') as "case_ref", e.version as "version", ((e.data -> 'document') ->> 'sha256') as "evidence:new", row_number() over (partition by (e.data ->> 'case') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "cases" set "version" = s."version", "evidence" = ("cases".evidence || s."evidence:new"::text) from s where "cases"."case_ref" = s."case_ref" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'enforcement-asked'::text as "step", (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object() || e.data || jsonb_build_object('document', case when jsonb_typeof((e.data -> 'document')) = 'object' then jsonb_build_object('taken_at', 'null'::jsonb, 'where', 'null'::jsonb) || (e.data -> 'document') else (e.data -> 'document') end) else e.data end, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.penalty-revoked in the one call of a command
create or replace function steps.apply_d005120425e2d42a(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "cases" set "version" = s."version", "state" = s."state", "revoked" = s."revoked" from (select distinct on (1) (e.data ->> 'case') as "case_ref", e.version as "version", 'revoked'::text as "state", (e.data ->> 'reason') as "revoked" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "cases"."case_ref" = s."case_ref";
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'revoked'::text as "step", (nullif(case when jsonb_typeof(e.data) = 'object' then jsonb_build_object('asked_by', 'null'::jsonb, 'approved_by', 'null'::jsonb) || e.data else e.data end, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
    delete from "case_clocks" using (select distinct on (1, 2) (e.data ->> 'case') as "case_ref", 'case-serve'::text as "stage" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "case_clocks"."case_ref" = s."case_ref" and "case_clocks"."stage" = s."stage";
end $apply$;

-- inspection.case-closed in the one call of a command
create or replace function steps.apply_596f59bb99fd2def(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'case') as "case_ref", e.version as "version", (e.data ->> 'how') as "ended", e.time as "closed_at", row_number() over (partition by (e.data ->> 'case') order by e.ord) as ":turn" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e), done as (update "cases" set "version" = s."version", "state" = (case when "cases".state = 'revoked' then 'revoked' else 'closed' end), "ended" = s."ended", "closed_at" = s."closed_at" from s where "cases"."case_ref" = s."case_ref" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    insert into "case_steps" ("case_ref", "version", "step", "said", "noted_at") select (e.data ->> 'case') as "case_ref", e.version as "version", 'closed'::text as "step", (nullif(e.data, 'null') - 'case' - 'department') as "said", e.time as "noted_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
    delete from "case_clocks" using (select distinct on (1, 2) (e.data ->> 'case') as "case_ref", 'case-review'::text as "stage" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "case_clocks"."case_ref" = s."case_ref" and "case_clocks"."stage" = s."stage";
    delete from "case_clocks" using (select distinct on (1, 2) (e.data ->> 'case') as "case_ref", 'case-defend'::text as "stage" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "case_clocks"."case_ref" = s."case_ref" and "case_clocks"."stage" = s."stage";
    delete from "case_clocks" using (select distinct on (1, 2) (e.data ->> 'case') as "case_ref", 'case-serve'::text as "stage" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "case_clocks"."case_ref" = s."case_ref" and "case_clocks"."stage" = s."stage";
end $apply$;

-- inspection.case-clock-moved in the one call of a command
create or replace function steps.apply_e2c738afd708a3e3(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "cases" set "version" = s."version" from (select distinct on (1) (e.data ->> 'case') as "case_ref", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "cases"."case_ref" = s."case_ref";
    update "cases" set "defend_by" = s."defend_by" from (select distinct on (1) (e.data ->> 'case') as "case_ref", (e.data ->> 'due')::timestamp with time zone as "defend_by" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e where ((e.data ->> 'stage') = 'case-defend') order by 1, e.ord desc limit cardinality($1)::bigint) s where "cases"."case_ref" = s."case_ref";
    update "case_clocks" set "due" = s."due" from (select distinct on (1, 2) (e.data ->> 'case') as "case_ref", (e.data ->> 'stage') as "stage", (e.data ->> 'due')::timestamp with time zone as "due" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "case_clocks"."case_ref" = s."case_ref" and "case_clocks"."stage" = s."stage";
end $apply$;

-- inspection.crime-suspected in the one call of a command
create or replace function steps.apply_e2c895bfffd9d4a9(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "transfers" ("transfer", "visit", "finding", "department", "articles", "due", "state", "suspected_at", "version") select (e.data ->> 'transfer') as "transfer", (e.data ->> 'visit') as "visit", (e.data ->> 'finding') as "finding", (e.data ->> 'department') as "department", case when jsonb_typeof((e.data -> 'articles')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'articles')) as a(v)) end as "articles", (e.data ->> 'verify_by')::timestamp with time zone as "due", 'suspected'::text as "state", e.time as "suspected_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.transfer-due-moved in the one call of a command
create or replace function steps.apply_5d40d36cde4dbd9f(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "transfers" set "due" = s."due", "version" = s."version" from (select distinct on (1) (e.data ->> 'transfer') as "transfer", (e.data ->> 'due')::timestamp with time zone as "due", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "transfers"."transfer" = s."transfer";
end $apply$;

-- inspection.crime-verified in the one call of a command
create or replace function steps.apply_15092d473e29a8c4(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'transfer') as "transfer", case when jsonb_typeof((e.data -> 'officers')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'officers')) as a(v)) end as "officers", (e.data ->> 'approve_by')::timestamp with time zone as "due", 'verified'::text as "state", e.version as "version", ((e.data -> 'report') ->> 'sha256') as "evidence:new", row_number() over (partition by (e.data ->> 'transfer') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "transfers" set "officers" = s."officers", "evidence" = (array_append("transfers".evidence, s."evidence:new")), "due" = s."due", "state" = s."state", "version" = s."version" from s where "transfers"."transfer" = s."transfer" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
end $apply$;

-- inspection.transfer-approved in the one call of a command
create or replace function steps.apply_f579ea6bc9a43962(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "transfers" set "due" = s."due", "state" = s."state", "approved_at" = s."approved_at", "version" = s."version" from (select distinct on (1) (e.data ->> 'transfer') as "transfer", (e.data ->> 'send_by')::timestamp with time zone as "due", 'approved'::text as "state", e.time as "approved_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "transfers"."transfer" = s."transfer";
end $apply$;

-- inspection.transfer-declined in the one call of a command
create or replace function steps.apply_115b0485866e8744(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "transfers" set "copy_to" = s."copy_to", "reason" = s."reason", "due" = s."due", "state" = s."state", "version" = s."version" from (select distinct on (1) (e.data ->> 'transfer') as "transfer", (e.data ->> 'copy_to') as "copy_to", (e.data ->> 'reason') as "reason", null::timestamp with time zone as "due", 'declined'::text as "state", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "transfers"."transfer" = s."transfer";
end $apply$;

-- inspection.transfer-documented in the one call of a command
create or replace function steps.apply_1da1ea2b7021858b(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'transfer') as "transfer", e.version as "version", (e.data ->> 'copy_to') as "copy_to:new", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) as a1(v)) as "evidence:new", ((e.data -> 'document') ->> 'sha256') as "evidence:document", row_number() over (partition by (e.data ->> 'transfer') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "transfers" set "copy_to" = (coalesce(s."copy_to:new", "transfers".copy_to)), "evidence" = (array_append("transfers".evidence, s."evidence:document") || s."evidence:new"), "version" = s."version" from s where "transfers"."transfer" = s."transfer" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
end $apply$;

-- inspection.transfer-sent in the one call of a command
create or replace function steps.apply_4ee9f93ed8089663(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "transfers" set "receiver" = s."receiver", "due" = s."due", "state" = s."state", "sent_at" = s."sent_at", "version" = s."version" from (select distinct on (1) (e.data ->> 'transfer') as "transfer", (e.data ->> 'to') as "receiver", (e.data ->> 'receive_by')::timestamp with time zone as "due", 'sent'::text as "state", e.time as "sent_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "transfers"."transfer" = s."transfer";
end $apply$;

-- inspection.transfer-passed-on in the one call of a command
create or replace function steps.apply_416d80265a9ae6cf(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'transfer') as "transfer", (e.data ->> 'reason') as "reason", (e.data ->> 'to') as "receiver", (e.data ->> 'receive_by')::timestamp with time zone as "due", 'sent'::text as "state", e.version as "version", (e.data ->> 'receiver') as "receivers_before:new", row_number() over (partition by (e.data ->> 'transfer') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "transfers" set "reason" = s."reason", "receiver" = s."receiver", "receivers_before" = (array_append("transfers".receivers_before, s."receivers_before:new")), "due" = s."due", "state" = s."state", "version" = s."version" from s where "transfers"."transfer" = s."transfer" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
end $apply$;

-- inspection.transfer-received in the one call of a command
create or replace function steps.apply_38fdf21920e244e7(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "transfers" set "due" = s."due", "state" = s."state", "received_at" = s."received_at", "version" = s."version" from (select distinct on (1) (e.data ->> 'transfer') as "transfer", (e.data ->> 'decide_by')::timestamp with time zone as "due", 'received'::text as "state", e.time as "received_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "transfers"."transfer" = s."transfer";
end $apply$;

-- inspection.transfer-accepted in the one call of a command
create or replace function steps.apply_6f16ddcf83db642d(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "transfers" set "case_number" = s."case_number", "due" = s."due", "state" = s."state", "version" = s."version" from (select distinct on (1) (e.data ->> 'transfer') as "transfer", (e.data ->> 'case_number') as "case_number", null::timestamp with time zone as "due", 'opened'::text as "state", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "transfers"."transfer" = s."transfer";
end $apply$;

-- inspection.transfer-refused in the one call of a command
create or replace function steps.apply_030802b7b43445ba(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "transfers" set "reason" = s."reason", "due" = s."due", "state" = s."state", "version" = s."version" from (select distinct on (1) (e.data ->> 'transfer') as "transfer", (e.data ->> 'reason') as "reason", (e.data ->> 'dispute_by')::timestamp with time zone as "due", 'not-opened'::text as "state", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "transfers"."transfer" = s."transfer";
end $apply$;

-- inspection.transfer-disputed in the one call of a command
create or replace function steps.apply_36d0bdd6617ae4e8(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'transfer') as "transfer", (e.data ->> 'reason') as "reason", (e.data ->> 'decide_by')::timestamp with time zone as "due", 'disputed'::text as "state", e.version as "version", (e.data ->> 'way') as "ways:new", row_number() over (partition by (e.data ->> 'transfer') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "transfers" set "reason" = s."reason", "ways" = (array_append("transfers".ways, s."ways:new")), "due" = s."due", "state" = s."state", "version" = s."version" from s where "transfers"."transfer" = s."transfer" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
end $apply$;

-- inspection.transfer-returned in the one call of a command
create or replace function steps.apply_bb9876a0463dc03a(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "transfers" set "reason" = s."reason", "due" = s."due", "state" = s."state", "version" = s."version" from (select distinct on (1) (e.data ->> 'transfer') as "transfer", (e.data ->> 'reason') as "reason", null::timestamp with time zone as "due", 'returned'::text as "state", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "transfers"."transfer" = s."transfer";
end $apply$;

-- inspection.transfer-closed in the one call of a command
create or replace function steps.apply_09a9641f4bfff9bc(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "transfers" set "outcome" = s."outcome", "due" = s."due", "state" = s."state", "closed_at" = s."closed_at", "version" = s."version" from (select distinct on (1) (e.data ->> 'transfer') as "transfer", (e.data ->> 'outcome') as "outcome", null::timestamp with time zone as "due", 'closed'::text as "state", e.time as "closed_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "transfers"."transfer" = s."transfer";
end $apply$;

-- inspection.danger-order-given in the one call of a command
create or replace function steps.apply_2587d472d1af1e32(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "hazards" ("hazard", "visit", "entity", "township", "lead", "due", "state", "begun_at", "version") select (e.data ->> 'hazard') as "hazard", (e.data ->> 'visit') as "visit", (e.data ->> 'entity') as "entity", (e.data ->> 'township') as "township", (e.data ->> 'department') as "lead", (e.data ->> 'report_by')::timestamp with time zone as "due", 'endangering'::text as "state", e.time as "begun_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord on conflict do nothing;
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'hazard') as "hazard", e.version as "version", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) as a1(v)) as "evidence:new", row_number() over (partition by (e.data ->> 'hazard') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "hazards" set "evidence" = ("hazards".evidence || s."evidence:new"), "orders_standing" = ("hazards".orders_standing + 1), "version" = s."version" from s where "hazards"."hazard" = s."hazard" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    insert into "danger_orders" ("danger_order", "hazard", "department", "officers", "measure", "what", "basis", "given_at") select (e.data ->> 'danger_order') as "danger_order", (e.data ->> 'hazard') as "hazard", (e.data ->> 'department') as "department", case when jsonb_typeof((e.data -> 'officers')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'officers')) as a(v)) end as "officers", (e.data ->> 'measure') as "measure", (e.data ->> 'what') as "what", (e.data ->> 'basis') as "basis", (e.data ->> 'at')::timestamp with time zone as "given_at" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.danger-order-lifted in the one call of a command
create or replace function steps.apply_e7ead6c01cf04070(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'hazard') as "hazard", e.version as "version", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) as a1(v)) as "evidence:new", row_number() over (partition by (e.data ->> 'hazard') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "hazards" set "evidence" = ("hazards".evidence || s."evidence:new"), "orders_standing" = ("hazards".orders_standing - 1), "version" = s."version" from s where "hazards"."hazard" = s."hazard" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    update "danger_orders" set "lifted_at" = s."lifted_at", "lifted_for" = s."lifted_for" from (select distinct on (1) (e.data ->> 'danger_order') as "danger_order", e.time as "lifted_at", (e.data ->> 'reason') as "lifted_for" from (select * from unnest($1, $2) with ordinality as u(data, time, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "danger_orders"."danger_order" = s."danger_order";
end $apply$;

-- inspection.hazard-reported in the one call of a command
create or replace function steps.apply_8d1a98c37072116d(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "hazards" ("hazard", "visit", "entity", "township", "lead", "state", "begun_at", "version") select (e.data ->> 'hazard') as "hazard", (e.data ->> 'visit') as "visit", (e.data ->> 'entity') as "entity", (e.data ->> 'township') as "township", (e.data ->> 'lead') as "lead", 'reported'::text as "state", e.time as "begun_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord on conflict do nothing;
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'hazard') as "hazard", (e.data ->> 'visit') as "visit", (e.data ->> 'finding') as "finding", (e.data ->> 'entity') as "entity", (e.data ->> 'township') as "township", (e.data ->> 'lead') as "lead", (e.data ->> 'reach') as "reach", (e.data ->> 'matter') as "matter", (e.data ->> 'guidance') as "guidance", case when jsonb_typeof((e.data -> 'peers')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'peers')) as a(v)) end as "peers", (e.data ->> 'found_at')::timestamp with time zone as "found_at", (e.data ->> 'to') as "government", (e.data ->> 'acknowledge_by')::timestamp with time zone as "due", 'reported'::text as "state", e.time as "reported_at", e.version as "version", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) as a1(v)) as "evidence:new", row_number() over (partition by (e.data ->> 'hazard') order by e.ord) as ":turn" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e), done as (update "hazards" set "visit" = s."visit", "finding" = s."finding", "entity" = s."entity", "township" = s."township", "lead" = s."lead", "reach" = s."reach", "matter" = s."matter", "guidance" = s."guidance", "peers" = s."peers", "found_at" = s."found_at", "government" = s."government", "evidence" = ("hazards".evidence || s."evidence:new"), "due" = s."due", "state" = s."state", "reported_at" = s."reported_at", "version" = s."version" from s where "hazards"."hazard" = s."hazard" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
end $apply$;

-- inspection.hazard-acknowledged in the one call of a command
create or replace function steps.apply_005bfa05d85bec00(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "hazards" set "due" = s."due", "state" = s."state", "acknowledged_at" = s."acknowledged_at", "version" = s."version" from (select distinct on (1) (e.data ->> 'hazard') as "hazard", null::timestamp with time zone as "due", 'acknowledged'::text as "state", e.time as "acknowledged_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "hazards"."hazard" = s."hazard";
end $apply$;

-- inspection.hazard-noticed in the one call of a command
create or replace function steps.apply_9fe395b9eca3bae6(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'hazard') as "hazard", e.version as "version", (e.data ->> 'body') as "read_by:new", row_number() over (partition by (e.data ->> 'hazard') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "hazards" set "read_by" = (array_append("hazards".read_by, s."read_by:new")), "version" = s."version" from s where "hazards"."hazard" = s."hazard" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
end $apply$;

-- inspection.treatment-ordered in the one call of a command
create or replace function steps.apply_0df0d0af066fbcd1(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "hazards" set "measures" = s."measures", "area" = s."area", "due" = s."due", "campaign" = s."campaign", "treatment_lead" = s."treatment_lead", "treatment_departments" = s."treatment_departments", "state" = s."state", "version" = s."version" from (select distinct on (1) (e.data ->> 'hazard') as "hazard", (e.data ->> 'measures') as "measures", case when jsonb_typeof((e.data -> 'area')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'area')) as a(v)) end as "area", (e.data ->> 'due')::timestamp with time zone as "due", (e.data ->> 'campaign')::boolean as "campaign", (e.data ->> 'lead') as "treatment_lead", case when jsonb_typeof((e.data -> 'departments')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'departments')) as a(v)) end as "treatment_departments", 'under-treatment'::text as "state", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "hazards"."hazard" = s."hazard";
end $apply$;

-- inspection.treatment-declined in the one call of a command
create or replace function steps.apply_c7af103b3f2c0d7a(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "hazards" set "reason" = s."reason", "due" = s."due", "state" = s."state", "closed_at" = s."closed_at", "version" = s."version" from (select distinct on (1) (e.data ->> 'hazard') as "hazard", (e.data ->> 'reason') as "reason", null::timestamp with time zone as "due", 'declined'::text as "state", e.time as "closed_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "hazards"."hazard" = s."hazard";
end $apply$;

-- inspection.treatment-step-done in the one call of a command
create or replace function steps.apply_d056c320fb329c59(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "treatment_steps" ("hazard", "version", "department", "what", "done_at") select (e.data ->> 'hazard') as "hazard", e.version as "version", (e.data ->> 'department') as "department", (e.data ->> 'what') as "what", e.time as "done_at" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'hazard') as "hazard", e.version as "version", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) as a1(v)) as "evidence:new", row_number() over (partition by (e.data ->> 'hazard') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "hazards" set "evidence" = ("hazards".evidence || s."evidence:new"), "version" = s."version" from s where "hazards"."hazard" = s."hazard" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
end $apply$;

-- inspection.treatment-accepted in the one call of a command
create or replace function steps.apply_2b456b74d72900c8(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'hazard') as "hazard", (e.data ->> 'opinion') as "reason", null::timestamp with time zone as "due", 'accepted'::text as "state", e.time as "closed_at", e.version as "version", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) as a1(v)) as "evidence:new", row_number() over (partition by (e.data ->> 'hazard') order by e.ord) as ":turn" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e), done as (update "hazards" set "reason" = s."reason", "evidence" = ("hazards".evidence || s."evidence:new"), "due" = s."due", "state" = s."state", "closed_at" = s."closed_at", "version" = s."version" from s where "hazards"."hazard" = s."hazard" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
end $apply$;

-- inspection.document-issued in the one call of a command
create or replace function steps.apply_efe4456c8d68eb4c(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "papers" ("document", "department", "year", "kind", "number", "digest", "stream", "visit", "addressee", "issued_at", "version") select (e.data ->> 'document') as "document", (e.data ->> 'department') as "department", (e.data ->> 'year')::integer as "year", (e.data ->> 'kind') as "kind", (e.data ->> 'number')::integer as "number", (e.data ->> 'digest') as "digest", (e.data ->> 'stream') as "stream", (e.data ->> 'visit') as "visit", (e.data ->> 'addressee') as "addressee", e.time as "issued_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.document-voided in the one call of a command
create or replace function steps.apply_05ebb2ef0eef9c78(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "papers" set "void" = s."void", "version" = s."version" from (select distinct on (1) (e.data ->> 'document') as "document", (e.data ->> 'reason') as "void", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "papers"."document" = s."document";
end $apply$;

-- inspection.dossier-due in the one call of a command
create or replace function steps.apply_1cd77ab6d2f9d01b(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "dossiers" ("dossier", "stream", "visit", "department", "due", "owed_at", "version") select (e.data ->> 'dossier') as "dossier", (e.data ->> 'stream') as "stream", (e.data ->> 'visit') as "visit", (e.data ->> 'department') as "department", (e.data ->> 'due')::timestamp with time zone as "due", e.time as "owed_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.dossier-filed in the one call of a command
create or replace function steps.apply_463435c22b1b4e7c(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'dossier') as "dossier", (e.data ->> 'stream') as "stream", (e.data ->> 'visit') as "visit", (e.data ->> 'department') as "department", case when jsonb_typeof((e.data -> 'ends')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'ends')) as a(v)) end as "ends", (e.data ->> 'retention') as "retention", (e.data ->> 'retained_until')::date as "retained_until", coalesce(jsonb_array_length(nullif((e.data -> 'index'), 'null')), 0) as "papers", e.time as "filed_at", e.version as "version", e.time as "owed_at:new", row_number() over (partition by (e.data ->> 'dossier') order by e.ord) as ":turn" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e), done as (insert into "dossiers" ("dossier", "stream", "visit", "department", "ends", "retention", "retained_until", "papers", "owed_at", "filed_at", "version") select s."dossier", s."stream", s."visit", s."department", s."ends", s."retention", s."retained_until", s."papers", s."owed_at:new", s."filed_at", s."version" from s where s.":turn" = v_turn on conflict ("dossier") do update set "stream" = excluded."stream", "visit" = excluded."visit", "department" = excluded."department", "ends" = excluded."ends", "retention" = excluded."retention", "retained_until" = excluded."retained_until", "papers" = excluded."papers", "owed_at" = "dossiers".owed_at, "filed_at" = excluded."filed_at", "version" = excluded."version") select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
    insert into "dossier_papers" ("dossier", "document", "kind", "department", "digest", "pages", "ordinal") select (e.data ->> 'dossier') as "dossier", (p.part ->> 'document') as "document", (p.part ->> 'kind') as "kind", (p.part ->> 'department') as "department", (p.part ->> 'digest') as "digest", (p.part ->> 'pages')::integer as "pages", (p.nth - 1)::integer as "ordinal" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e cross join lateral jsonb_array_elements(nullif((e.data -> 'index'), 'null')) with ordinality as p(part, nth) order by e.ord, p.nth;
    update "papers" set "dossier" = s."dossier" from (select * from (select * from (select distinct on (1) (p.part ->> 'document') as "document", (e.data ->> 'dossier') as "dossier" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e cross join lateral jsonb_array_elements(nullif((e.data -> 'index'), 'null')) with ordinality as p(part, nth) order by 1, e.ord desc, p.nth desc limit cardinality($1)::bigint * 1000000) a limit cardinality($1)::bigint * 1000000) b limit cardinality($1)::bigint * 1000000) s where "papers"."document" = s."document";
end $apply$;

-- inspection.dossier-read in the one call of a command
create or replace function steps.apply_d434bdd88db86a29(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    v_turn := 1;
    loop
        with s as materialized (select (e.data ->> 'dossier') as "dossier", e.version as "version", row_number() over (partition by (e.data ->> 'dossier') order by e.ord) as ":turn" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e), done as (update "dossiers" set "readings" = ("dossiers".readings + 1), "version" = s."version" from s where "dossiers"."dossier" = s."dossier" and s.":turn" = v_turn) select max(":turn") from s into v_turns;
        exit when v_turn >= coalesce(v_turns, 0);
        v_turn := v_turn + 1;
    end loop;
end $apply$;

-- inspection.followup-due in the one call of a command
create or replace function steps.apply_13349776a042deb3(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "followups" ("followup", "reference", "visit", "entity", "department", "wanted", "ended_on", "due", "follows", "state", "owed_at", "version") select (e.data ->> 'followup') as "followup", (e.data ->> 'reference') as "reference", (e.data ->> 'visit') as "visit", (e.data ->> 'entity') as "entity", (e.data ->> 'department') as "department", (e.data ->> 'wanted') as "wanted", (e.data ->> 'ended_on')::date as "ended_on", (e.data ->> 'due')::timestamp with time zone as "due", (e.data ->> 'after') as "follows", 'due'::text as "state", e.time as "owed_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.followup-made in the one call of a command
create or replace function steps.apply_34cc76d3b6c889c6(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "followups" set "way" = s."way", "officers" = s."officers", "experts" = s."experts", "made_on" = s."made_on", "holds" = s."holds", "advice" = s."advice", "state" = s."state", "overdue" = s."overdue", "version" = s."version" from (select distinct on (1) (e.data ->> 'followup') as "followup", (e.data ->> 'way') as "way", case when jsonb_typeof((e.data -> 'officers')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'officers')) as a(v)) end as "officers", case when jsonb_typeof((e.data -> 'experts')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'experts')) as a(v)) end as "experts", (e.data ->> 'made_on')::date as "made_on", (e.data ->> 'holds')::boolean as "holds", case when jsonb_typeof((e.data -> 'advice')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'advice')) as a(v)) end as "advice", 'made'::text as "state", false::boolean as "overdue", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "followups"."followup" = s."followup";
    insert into "followup_needs" ("followup", "need", "what") select (e.data ->> 'followup') as "followup", ((p.nth - 1)::integer + 1) as "need", (p.part #>> '{}') as "what" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e cross join lateral jsonb_array_elements(nullif((e.data -> 'needs'), 'null')) with ordinality as p(part, nth) order by e.ord, p.nth;
end $apply$;

-- inspection.followup-need-met in the one call of a command
create or replace function steps.apply_bf8411a9d0bbcdfc(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "followup_needs" set "answer" = s."answer", "expert" = s."expert", "met_at" = s."met_at" from (select distinct on (1, 2) (e.data ->> 'followup') as "followup", (e.data ->> 'need')::integer as "need", (e.data ->> 'answer') as "answer", (e.data ->> 'expert') as "expert", e.time as "met_at" from (select * from unnest($1, $2) with ordinality as u(data, time, ord) limit cardinality($1)::bigint) e order by 1, 2, e.ord desc limit cardinality($1)::bigint) s where "followup_needs"."followup" = s."followup" and "followup_needs"."need" = s."need";
    update "followups" set "version" = s."version" from (select distinct on (1) (e.data ->> 'followup') as "followup", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "followups"."followup" = s."followup";
end $apply$;

-- inspection.followup-done in the one call of a command
create or replace function steps.apply_900581464748d395(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "followups" set "state" = s."state", "version" = s."version" from (select distinct on (1) (e.data ->> 'followup') as "followup", 'done'::text as "state", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "followups"."followup" = s."followup";
end $apply$;

-- inspection.followup-declined in the one call of a command
create or replace function steps.apply_61f0876587421f7e(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "followups" set "reason" = s."reason", "state" = s."state", "overdue" = s."overdue", "version" = s."version" from (select distinct on (1) (e.data ->> 'followup') as "followup", (e.data ->> 'reason') as "reason", 'declined'::text as "state", false::boolean as "overdue", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "followups"."followup" = s."followup";
end $apply$;

-- inspection.objection-lodged in the one call of a command
create or replace function steps.apply_96f54adb055ddc3d(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "objections" ("objection", "about", "reference", "visit", "entity", "department", "points", "on_paper", "evidence", "due", "state", "lodged_at", "version") select (e.data ->> 'objection') as "objection", (e.data ->> 'about') as "about", (e.data ->> 'reference') as "reference", (e.data ->> 'visit') as "visit", (e.data ->> 'entity') as "entity", (e.data ->> 'department') as "department", case when jsonb_typeof((e.data -> 'points')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'points')) as a(v)) end as "points", (e.data ->> 'on_paper')::boolean as "on_paper", array(select (a1.v ->> 'sha256') from jsonb_array_elements(nullif((e.data -> 'evidence'), 'null')) as a1(v)) as "evidence", (e.data ->> 'admit_by')::timestamp with time zone as "due", 'lodged'::text as "state", e.time as "lodged_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.objection-accepted in the one call of a command
create or replace function steps.apply_0d344f2a03ea77dd(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "objections" set "due" = s."due", "state" = s."state", "overdue" = s."overdue", "accepted_at" = s."accepted_at", "version" = s."version" from (select distinct on (1) (e.data ->> 'objection') as "objection", (e.data ->> 'decide_by')::timestamp with time zone as "due", 'accepted'::text as "state", false::boolean as "overdue", e.time as "accepted_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "objections"."objection" = s."objection";
end $apply$;

-- inspection.objection-inadmissible in the one call of a command
create or replace function steps.apply_4f7a1ad88806417d(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "objections" set "reason" = s."reason", "decided_on" = s."decided_on", "due" = s."due", "state" = s."state", "overdue" = s."overdue", "version" = s."version" from (select distinct on (1) (e.data ->> 'objection') as "objection", (e.data ->> 'reason') as "reason", (e.data ->> 'decided_on')::date as "decided_on", null::timestamp with time zone as "due", 'inadmissible'::text as "state", false::boolean as "overdue", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "objections"."objection" = s."objection";
end $apply$;

-- inspection.objection-decided in the one call of a command
create or replace function steps.apply_567e45b644eb99d6(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "objections" set "outcome" = s."outcome", "answers" = s."answers", "reviewers" = s."reviewers", "correction" = s."correction", "decided_on" = s."decided_on", "due" = s."due", "state" = s."state", "overdue" = s."overdue", "version" = s."version" from (select distinct on (1) (e.data ->> 'objection') as "objection", (e.data ->> 'outcome') as "outcome", nullif((e.data -> 'answers'), 'null') as "answers", case when jsonb_typeof((e.data -> 'reviewers')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'reviewers')) as a(v)) end as "reviewers", (e.data ->> 'correction') as "correction", (e.data ->> 'decided_on')::date as "decided_on", null::timestamp with time zone as "due", 'decided'::text as "state", false::boolean as "overdue", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "objections"."objection" = s."objection";
end $apply$;

-- inspection.objection-told in the one call of a command
create or replace function steps.apply_9d95b8ed0e9f6f52(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "objections" set "way" = s."way", "told_on" = s."told_on", "state" = s."state", "version" = s."version" from (select distinct on (1) (e.data ->> 'objection') as "objection", (e.data ->> 'way') as "way", (e.data ->> 'on')::date as "told_on", 'told'::text as "state", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "objections"."objection" = s."objection";
end $apply$;

-- inspection.objection-withdrawn in the one call of a command
create or replace function steps.apply_bc48fd4810e69183(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "objections" set "reason" = s."reason", "due" = s."due", "state" = s."state", "overdue" = s."overdue", "version" = s."version" from (select distinct on (1) (e.data ->> 'objection') as "objection", (e.data ->> 'reason') as "reason", null::timestamp with time zone as "due", 'withdrawn'::text as "state", false::boolean as "overdue", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "objections"."objection" = s."objection";
end $apply$;

-- inspection.objection-due-moved in the one call of a command
create or replace function steps.apply_7932e582534bc8cb(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "objections" set "due" = s."due", "version" = s."version" from (select distinct on (1) (e.data ->> 'objection') as "objection", (e.data ->> 'due')::timestamp with time zone as "due", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "objections"."objection" = s."objection";
end $apply$;

-- inspection.evidence-erased in the one call of a command
create or replace function steps.apply_3361310bd98a918f(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "erased_files" ("sha256", "reason", "erased_at") select (e.data ->> 'sha256') as "sha256", (e.data ->> 'reason') as "reason", e.time as "erased_at" from (select * from unnest($1, $2) with ordinality as u(data, time, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.review-opened in the one call of a command
create or replace function steps.apply_79ba16f8b7bce069(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "reviews" ("review", "officer", "department", "entity", "what", "item", "cause", "happened_on", "state", "opened_at", "version") select (e.data ->> 'review') as "review", (e.data ->> 'officer') as "officer", (e.data ->> 'department') as "department", (e.data ->> 'entity') as "entity", (e.data ->> 'what') as "what", (e.data ->> 'item') as "item", (e.data ->> 'cause') as "cause", (e.data ->> 'on')::date as "happened_on", 'opened'::text as "state", e.time as "opened_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.review-evidence-compiled in the one call of a command
create or replace function steps.apply_e33793be40eec2f5(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "reviews" set "visit" = s."visit", "checked" = s."checked", "answers" = s."answers", "rests_on" = s."rests_on", "statement" = s."statement", "waived" = s."waived", "state" = s."state", "version" = s."version" from (select distinct on (1) (e.data ->> 'review') as "review", (e.data ->> 'visit') as "visit", (e.data ->> 'checked') as "checked", nullif(case when jsonb_typeof((e.data -> 'answers')) = 'array' then (select coalesce(jsonb_agg(case when jsonb_typeof(w.v) = 'object' then jsonb_build_object('owner', 'null'::jsonb, 'facts', '[]'::jsonb) || w.v else w.v end order by w.n), '[]') from jsonb_array_elements(nullif((e.data -> 'answers'), 'null')) with ordinality as w(v, n)) else (e.data -> 'answers') end, 'null') as "answers", coalesce(jsonb_array_length(nullif((e.data -> 'facts'), 'null')), 0) as "rests_on", null::text as "statement", null::boolean as "waived", 'compiled'::text as "state", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "reviews"."review" = s."review";
end $apply$;

-- inspection.officer-heard in the one call of a command
create or replace function steps.apply_1f4c401d47287582(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "reviews" set "statement" = s."statement", "waived" = s."waived", "state" = s."state", "version" = s."version" from (select distinct on (1) (e.data ->> 'review') as "review", (e.data ->> 'statement') as "statement", (e.data ->> 'waived')::boolean as "waived", 'heard'::text as "state", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "reviews"."review" = s."review";
end $apply$;

-- inspection.review-decided in the one call of a command
create or replace function steps.apply_52d92d3b21d12d39(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "reviews" set "verdict" = s."verdict", "ground" = s."ground", "reasons" = s."reasons", "panel" = s."panel", "appeal_by" = s."appeal_by", "state" = s."state", "version" = s."version" from (select distinct on (1) (e.data ->> 'review') as "review", (e.data ->> 'verdict') as "verdict", (e.data ->> 'ground') as "ground", (e.data ->> 'reasons') as "reasons", case when jsonb_typeof((e.data -> 'panel')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'panel')) as a(v)) end as "panel", (e.data ->> 'appeal_by')::timestamp with time zone as "appeal_by", 'decided'::text as "state", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "reviews"."review" = s."review";
end $apply$;

-- inspection.review-appealed in the one call of a command
create or replace function steps.apply_e31b3adaec0f8bf0(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "reviews" set "appeal" = s."appeal", "state" = s."state", "version" = s."version" from (select distinct on (1) (e.data ->> 'review') as "review", (e.data ->> 'reasons') as "appeal", 'appealed'::text as "state", e.version as "version" from (select * from unnest($1, $3) with ordinality as u(data, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "reviews"."review" = s."review";
end $apply$;

-- inspection.review-final in the one call of a command
create or replace function steps.apply_6dbb8cf62abcfe87(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "reviews" set "verdict" = s."verdict", "ground" = s."ground", "reasons" = s."reasons", "panel" = s."panel", "on_appeal" = s."on_appeal", "state" = s."state", "final_at" = s."final_at", "version" = s."version" from (select distinct on (1) (e.data ->> 'review') as "review", (e.data ->> 'verdict') as "verdict", (e.data ->> 'ground') as "ground", (e.data ->> 'reasons') as "reasons", case when jsonb_typeof((e.data -> 'panel')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'panel')) as a(v)) end as "panel", (e.data ->> 'on_appeal')::boolean as "on_appeal", 'final'::text as "state", e.time as "final_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "reviews"."review" = s."review";
end $apply$;

-- inspection.policy-adopted in the one call of a command
create or replace function steps.apply_c261a2c63cc2db22(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "policies" ("edition", "effective_from", "pack", "reason", "asked_by", "approved_by", "adopted_at", "fact") select (e.data ->> 'edition')::integer as "edition", (e.data ->> 'effective_from')::date as "effective_from", nullif(case when jsonb_typeof((e.data -> 'pack')) = 'object' then jsonb_build_object('late_entry_days', '10'::jsonb, 'rectification_working_days', '15'::jsonb, 'two_officers', '2'::jsonb, 'rectify_max_days', '30'::jsonb, 'max_failures', '2'::jsonb, 'recheck_working_days', '5'::jsonb, 'first_offence_years', '2'::jsonb, 'case_file_days', '15'::jsonb, 'case_decide_days', '90'::jsonb, 'review_working_days', '10'::jsonb, 'defend_working_days', '5'::jsonb, 'hearing_notice_working_days', '7'::jsonb, 'serve_working_days', '7'::jsonb, 'perform_days', '15'::jsonb, 'surcharge_bp', '300'::jsonb, 'major_fine_fen_entity', '10000000'::jsonb, 'major_fine_fen_household', '1000000'::jsonb, 'transfer_verify_working_days', '5'::jsonb, 'transfer_approve_days', '3'::jsonb, 'transfer_send_hours', '24'::jsonb, 'transfer_receive_hours', '24'::jsonb, 'transfer_decide_days', '3'::jsonb, 'transfer_dispute_days', '3'::jsonb, 'hazard_report_hours', '24'::jsonb, 'hazard_acknowledge_hours', '24'::jsonb, 'followup_days', '60'::jsonb, 'objection_admit_working_days', '5'::jsonb, 'objection_decide_working_days', '15'::jsonb, 'review_panel', '3'::jsonb, 'review_appeal_days', '30'::jsonb, 'dossier_days', '30'::jsonb, 'seconds', '{"policy":{"roles":["planner","conference-member"],"among":"anybody"},"erasure":{"roles":["legal-reviewer","head"],"among":"colleagues"},"recorded-results":{"roles":["planner","conference-member"],"among":"anybody"},"revocation":{"roles":["legal-reviewer","head"],"among":"colleagues"},"exemption":{"roles":["legal-reviewer","head"],"among":"colleagues"}}'::jsonb, 'second_days', '10'::jsonb) || (e.data -> 'pack') else (e.data -> 'pack') end, 'null') as "pack", (e.data ->> 'reason') as "reason", (e.data ->> 'asked_by') as "asked_by", (e.data ->> 'approved_by') as "approved_by", e.time as "adopted_at", e.id as "fact" from (select * from unnest($1, $2, $5) with ordinality as u(data, time, id, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.policy-taken-back in the one call of a command
create or replace function steps.apply_52cfed141d6537f6(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "policies" set "taken_back_at" = s."taken_back_at", "taken_back_for" = s."taken_back_for" from (select distinct on (1) (e.data ->> 'edition')::integer as "edition", e.time as "taken_back_at", (e.data ->> 'reason') as "taken_back_for" from (select * from unnest($1, $2) with ordinality as u(data, time, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "policies"."edition" = s."edition";
end $apply$;

-- inspection.countersignature-asked in the one call of a command
create or replace function steps.apply_9899704dcfec988d(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "countersignatures" ("countersignature", "duty", "request", "body", "seen", "claims", "leads_to", "asked_by", "due", "roles", "state", "asked_at", "version") select (e.data ->> 'countersignature') as "countersignature", (e.data ->> 'duty') as "duty", (e.data ->> 'request') as "request", (e.data ->> 'body') as "body", (e.data ->> 'seen')::integer as "seen", nullif((e.data -> 'claims'), 'null') as "claims", case when jsonb_typeof((e.data -> 'leads_to')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'leads_to')) as a(v)) end as "leads_to", (e.data ->> 'asked_by') as "asked_by", (e.data ->> 'due')::timestamp with time zone as "due", case when jsonb_typeof((e.data -> 'roles')) = 'array' then array(select v from jsonb_array_elements_text((e.data -> 'roles')) as a(v)) end as "roles", 'waiting'::text as "state", e.time as "asked_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by e.ord;
end $apply$;

-- inspection.countersignature-given in the one call of a command
create or replace function steps.apply_76be2fa094a9d55a(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "countersignatures" set "state" = s."state", "settled_by" = s."settled_by", "settled_at" = s."settled_at", "version" = s."version" from (select distinct on (1) (e.data ->> 'countersignature') as "countersignature", 'approved'::text as "state", (e.data ->> 'approved_by') as "settled_by", e.time as "settled_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "countersignatures"."countersignature" = s."countersignature";
end $apply$;

-- inspection.countersignature-refused in the one call of a command
create or replace function steps.apply_aaf5f7a007dcc10f(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "countersignatures" set "reason" = s."reason", "state" = s."state", "settled_by" = s."settled_by", "settled_at" = s."settled_at", "version" = s."version" from (select distinct on (1) (e.data ->> 'countersignature') as "countersignature", (e.data ->> 'reason') as "reason", 'refused'::text as "state", (e.data ->> 'refused_by') as "settled_by", e.time as "settled_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "countersignatures"."countersignature" = s."countersignature";
end $apply$;

-- inspection.countersignature-withdrawn in the one call of a command
create or replace function steps.apply_dba2373055e9b784(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "countersignatures" set "state" = s."state", "settled_by" = s."settled_by", "settled_at" = s."settled_at", "version" = s."version" from (select distinct on (1) (e.data ->> 'countersignature') as "countersignature", 'withdrawn'::text as "state", (e.data ->> 'withdrawn_by') as "settled_by", e.time as "settled_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "countersignatures"."countersignature" = s."countersignature";
end $apply$;

-- inspection.countersignature-expired in the one call of a command
create or replace function steps.apply_a24fa79546b83b79(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    update "countersignatures" set "state" = s."state", "settled_by" = s."settled_by", "settled_at" = s."settled_at", "version" = s."version" from (select distinct on (1) (e.data ->> 'countersignature') as "countersignature", 'expired'::text as "state", (e.meta ->> 'actor') as "settled_by", e.time as "settled_at", e.version as "version" from (select * from unnest($1, $2, $3, $8) with ordinality as u(data, time, version, meta, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "countersignatures"."countersignature" = s."countersignature";
end $apply$;

-- registry.year-arranged in the one call of a command
create or replace function steps.apply_8c7ff08267d1e4e8(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "calendar_years" ("year", "holidays", "workdays", "notice", "arranged_at", "version") select distinct on (1) (e.data ->> 'year')::integer as "year", case when jsonb_typeof((e.data -> 'holidays')) = 'array' then array(select v::date from jsonb_array_elements_text((e.data -> 'holidays')) as a(v)) end as "holidays", case when jsonb_typeof((e.data -> 'workdays')) = 'array' then array(select v::date from jsonb_array_elements_text((e.data -> 'workdays')) as a(v)) end as "workdays", (e.data ->> 'notice') as "notice", e.time as "arranged_at", e.version as "version" from (select * from unnest($1, $2, $3) with ordinality as u(data, time, version, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc on conflict ("year") do update set "holidays" = excluded."holidays", "workdays" = excluded."workdays", "notice" = excluded."notice", "arranged_at" = excluded."arranged_at", "version" = excluded."version";
end $apply$;

-- registry.entity-succeeded in the one call of a command
create or replace function steps.apply_017ba6c098a4b312(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    insert into "successions" ("entity", "successor", "fact") select distinct on (1) (e.data ->> 'entity') as "entity", (e.data ->> 'successor') as "successor", e.id as "fact" from (select * from unnest($1, $5) with ordinality as u(data, id, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc on conflict ("entity") do update set "successor" = excluded."successor", "fact" = excluded."fact";
end $apply$;

-- registry.entity-succession-revoked in the one call of a command
create or replace function steps.apply_c673de0a814f39fe(jsonb[], timestamptz[], integer[], bigint[], uuid[], text[], text[], jsonb[]) returns void language plpgsql as $apply$
#variable_conflict use_column
declare
    v_turn bigint;
    v_turns bigint;
begin
    delete from "successions" using (select distinct on (1) (e.data ->> 'entity') as "entity" from (select * from unnest($1) with ordinality as u(data, ord) limit cardinality($1)::bigint) e order by 1, e.ord desc limit cardinality($1)::bigint) s where "successions"."entity" = s."entity";
end $apply$;

-- in transactions of several statements, because of handlers by hand: inspection.part-confided, inspection.part-joined
