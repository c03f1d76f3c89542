-- name: companies(since, day)
-- The sets of departments that checked an entity between two days, by the entity's industry: how many entities, and some facts.
select industry, departments, count(*) as entities, array_agg(fact order by nth) filter (where nth <= 5) as facts
  from (select industry, departments, facts[1] as fact,
               row_number() over (partition by industry, departments order by entity) as nth
          from (select m.entity, i.industry, array_agg(distinct m.department order by m.department) as departments,
                       array_agg(m.fact order by m.day desc, m.fact) as facts
                  from meetings m join entities e using (entity), unnest(e.industries) as i(industry)
                 where m.day between :since::date and :day::date and m.department <> ''
                 group by m.entity, i.industry) as met) as numbered
 group by industry, departments order by industry, departments;

-- name: complained(since, day)
select c.fact, c.entity, coalesce(e.township, c.township) as township, c.matter_kind, c.departments, e.industries
  from complaints c left join entities e using (entity)
 where c.day between :since::date and :day::date order by c.day, c.fact;

-- name: entities_by_industry()
select i.industry, count(*) as entities from entities, unnest(industries) as i(industry)
 where struck_off_from is null group by i.industry;

-- name: entities_by_township()
select township, count(*) as entities from entities where struck_off_from is null group by township;

-- name: dismissed(day)
select suggestion from dismissals where until > :day::date;
