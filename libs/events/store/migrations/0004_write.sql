-- What a call's facts change in the read models. Step n applies the function `p_steps[n]` (made from the views' descriptions, see
-- views/functions.py) to a run of facts of one class; its facts are those of `p_order` after `p_ends[n - 1]` up to `p_ends[n]`;
-- without `p_order` all facts are one run. Steps run one after another and each sees what the ones before it did.
create function run_steps(
    p_steps text[], p_ends integer[], p_order integer[],
    p_datas jsonb[], p_times timestamptz[], p_versions integer[], p_positions bigint[], p_ids uuid[], p_streams text[],
    p_sources text[], p_metas jsonb[]
) returns void
language plpgsql as $$
declare
    v_some integer[];
begin
    for i in 1 .. cardinality(p_steps) loop
        if p_order is null then
            execute 'select ' || p_steps[i] || '($1, $2, $3, $4, $5, $6, $7, $8)'
              using p_datas, p_times, p_versions, p_positions, p_ids, p_streams, p_sources, p_metas;
        else
            v_some := p_order[case i when 1 then 1 else p_ends[i - 1] + 1 end : p_ends[i]];
            execute 'select ' || p_steps[i] || '($1, $2, $3, $4, $5, $6, $7, $8)'
              using array(select p_datas[n] from unnest(v_some) n), array(select p_times[n] from unnest(v_some) n),
                    array(select p_versions[n] from unnest(v_some) n), array(select p_positions[n] from unnest(v_some) n),
                    array(select p_ids[n] from unnest(v_some) n), array(select p_streams[n] from unnest(v_some) n),
                    array(select p_sources[n] from unnest(v_some) n), array(select p_metas[n] from unnest(v_some) n);
        end if;
    end loop;
end $$;

-- All that commands write, in one round trip: their facts, what these change in the read models, deadlines, and the answers that
-- are kept under a key. A statement is a transaction of its own.
create function write_facts(
    p_source text, p_streams text[], p_versions integer[], p_types text[], p_schema_versions smallint[], p_ids uuid[],
    p_times timestamptz[], p_datas jsonb[], p_metas jsonb[],
    p_steps text[], p_ends integer[], p_order integer[],
    p_stopped text[], p_started text[], p_due_streams text[], p_dues timestamptz[], p_commands text[], p_command_datas jsonb[],
    p_keys text[], p_callers text[], p_fingerprints text[], p_bodies text[], p_at integer[]
) returns bigint[]
language plpgsql as $$
declare
    v_positions bigint[];
begin
    v_positions := array(select new_position from append_facts(p_streams, p_versions, p_types, p_schema_versions, p_ids,
                                                               p_times, p_datas, p_metas));
    if p_steps <> '{}' then
        perform run_steps(p_steps, p_ends, p_order, p_datas, p_times, p_versions, v_positions, p_ids, p_streams,
                            array_fill(p_source, array[cardinality(p_streams)]), p_metas);
    end if;
    if p_stopped <> '{}' then
        delete from deadlines where key = any(p_stopped);
    end if;
    if p_started <> '{}' then
        insert into deadlines (key, stream, due, command, data)
        select * from unnest(p_started, p_due_streams, p_dues, p_commands, p_command_datas)
        on conflict (key) do update
           set stream = excluded.stream, due = excluded.due, command = excluded.command, data = excluded.data;
    end if;
    if p_keys <> '{}' then
        perform keep_answers(p_keys, p_callers, p_fingerprints, p_bodies, p_at, v_positions);
    end if;
    return v_positions;
end $$;

-- The same for one fact that neither starts nor stops a deadline, without arrays: a third of the call's time alone went into them.
-- Without a step nothing else changes, without a key no answer is kept.
create function write_fact(
    p_source text, p_stream text, p_version integer, p_type text, p_schema_version smallint, p_id uuid, p_time timestamptz,
    p_data jsonb, p_meta jsonb, p_step text, p_key text, p_caller text, p_fingerprint text, p_body text, p_at integer
) returns bigint[]
language plpgsql as $$
declare
    v_position bigint := append_fact(p_stream, p_version, p_type, p_schema_version, p_id, p_time, p_data, p_meta);
begin
    if p_step is not null then
        execute 'select ' || p_step || '(array[$1], array[$2], array[$3], array[$4], array[$5], array[$6], array[$7], array[$8])'
          using p_data, p_time, p_version, v_position, p_id, p_stream, p_source, p_meta;
    end if;
    if p_key is not null then
        perform keep_answers(array[p_key], array[p_caller], array[p_fingerprint], array[p_body], array[p_at], array[v_position]);
    end if;
    return array[v_position];
end $$;
