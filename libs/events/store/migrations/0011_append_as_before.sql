-- The older code's words for the function of 0006: a process that is not updated yet appends by the same rules.
create or replace function append_facts(
    p_streams text[], p_versions integer[], p_types text[], p_schema_versions smallint[], p_ids uuid[], p_time timestamptz,
    p_datas jsonb[], p_meta jsonb
) returns table (new_position bigint)
language sql as $$
    select a.new_position
      from append_facts(p_streams, p_versions, p_types, p_schema_versions, p_ids, array[p_time], p_datas, array[p_meta]) a
$$;
