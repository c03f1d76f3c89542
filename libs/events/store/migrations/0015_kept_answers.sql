-- Keeps answers to requests in the statement that appends their facts. Where an answer names the position of its last fact,
-- which nobody knows before, it says -4208801 and `p_at` is that fact's number in `p_positions`.
create function keep_answers(
    p_keys text[], p_callers text[], p_fingerprints text[], p_bodies text[], p_at integer[], p_positions bigint[]
) returns void
language plpgsql as $$
declare
    v_kept integer;
begin
    insert into idempotency (key, caller, fingerprint, body)
    select k.key, k.caller, k.fingerprint,
           convert_to(replace(k.body, '"position":-4208801', '"position":' || coalesce(p_positions[k.at]::text, 'null')), 'UTF8')
      from unnest(p_keys, p_callers, p_fingerprints, p_bodies, p_at) as k(key, caller, fingerprint, body, at)
    on conflict do nothing;
    get diagnostics v_kept = row_count;
    if v_kept < cardinality(p_keys) then
        raise serialization_failure using message = 'an Idempotency-Key was used at the same moment';
    end if;
end $$;
