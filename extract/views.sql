-- Views that answer the common questions. A plan that is stored twice (`duplicate_of`) counts once.

create view plans as
select d.id, f.name as file, d.part, d.doc_type, d.number, d.issuer, d.level, d.province, d.district, d.issue_date,
       d.title, d.period_start, d.period_end, d.status, d.file_id
from documents d join files f on f.id = d.file_id
where d.duplicate_of is null;

create view targets_by_province as
select t.province, t.district, t.tier, t.unit, t.kind, t.subject, t.count, t.count_max, t.total, t.percent,
       t.percent_max, t.comparator, t.change, t.per, t.year, t.criterion, t.criterion_set, t.scope, t.indicator, t.plan,
       f.name as file, t.page, t.quote, t.confidence, t.verdict, t.id, t.document_id
from target_facts t left join documents d on d.id = t.document_id left join files f on f.id = d.file_id;

create view communes_ntm_2025 as
select t.province, t.district, t.tier, t.comparator, t.count, t.total,
       coalesce(t.percent, round(100.0 * t.count / nullif(t.total, 0), 1)) as percent,
       t.percent is null as percent_is_derived, i.national_target, i.national_target_source, t.plan, f.name as file,
       t.page, t.quote, t.id, t.document_id
from target_facts t left join documents d on d.id = t.document_id left join files f on f.id = d.file_id
left join indicators i on i.id = t.indicator
where t.tier is not null and t.unit = 'xã' and t.kind = 'quantity' and t.change in ('level', 'maintain')
  and t.criterion is null and t.scope is null and t.year = 2025 and (t.percent is not null or t.total > 0);

-- Each plan's largest amount by who pays (`summaries.sql` says how).
create view funding_mix as
select m.province, m.district, m.plan, f.name as file, m.source, m.nature, m.amount_vnd,
       round(m.amount_vnd / 1e9, 3) as billion_vnd, m.amounts,
       round(100.0 * m.amount_vnd / nullif(m.whole_vnd, 0), 1) as percent_of_whole, m.document_id
from funding_facts m left join documents d on d.id = m.document_id left join files f on f.id = d.file_id;

create view funding_tree as
with recursive tree (id, depth, path) as (
    select id, 0, printf('%09d', char_start) from funding where parent_id is null
    union all
    select child.id, tree.depth + 1, tree.path || '/' || printf('%09d', child.char_start)
    from tree cross join funding child on child.parent_id = tree.id
)
select p.province, p.number as plan, p.file, tree.depth, f.amount, f.unit, f.amount_vnd, f.source, f.nature,
       f.share_percent, f.period_start, f.period_end,
       (select sum(part.amount_vnd) from current_funding part where part.parent_id = f.id) as parts_vnd,
       f.page, f.quote, f.id, f.parent_id, f.document_id, tree.path
from tree cross join current_funding f on f.id = tree.id join plans p on p.id = f.document_id;

create view who_leads as
select agency, province, district, count(*) filter (where role = 'lead') as leads,
       count(*) filter (where role = 'coordinate') as coordinates, group_concat(distinct refs) as refs,
       count(distinct document_id) as plans
from task_facts group by agency, province, district;

create view findings_by_rule as
select f.rule, f.severity, count(*) as findings, count(distinct f.document_id) as plans,
       (select x.message from findings x where x.rule = f.rule and x.severity = f.severity order by x.document_id limit 1)
           as example
from findings f where f.document_id not in (select id from documents where duplicate_of is not null)
group by f.rule, f.severity;

create view low_trust_documents as
select f.name as file, d.part, d.doc_type, d.number, d.province, f.kind, f.status, r.pages, r.pages_below_08,
       r.lowest_trust, r.mean_trust, r.methods, d.duplicate_of, r.document_id, d.file_id
from reading_facts r left join documents d on d.id = r.document_id left join files f on f.id = d.file_id
where r.lowest_trust < 0.8;

create view citations_by_number as
select number, doc_type, date, issuer, count(distinct document_id) as plans, min(quote) as example
from citation_facts group by number, doc_type, date, issuer;

-- Targets made comparable: what `derived` names is computed, not printed (`summaries.sql` says how).
create view comparable_targets as
select t.province, t.province_code, t.district, t.level, t.indicator, i.name as indicator_name, t.kind, t.subject, t.unit,
       t.tier, t.criterion, t.criterion_set, t.scope, t.change, t.comparator,
       iif(t.derived is 'count', t.derived_value, t.count) as count, t.count_max,
       iif(t.derived is 'total', t.derived_value, t.total) as total,
       iif(t.derived is 'percent', t.derived_value, t.percent) as percent, t.percent_max, t.derived, t.year,
       t.year_is_derived, t.per, t.per is 'năm' as yearly_rate, t.plan, f.name as file, t.page, t.quote, t.confidence, t.verdict,
       t.id, t.document_id
from target_facts t left join documents d on d.id = t.document_id left join files f on f.id = d.file_id
left join indicators i on i.id = t.indicator;

create view advanced_and_model_communes as
select province, province_code, district, level, tier, comparator, count, total, percent, derived, year, year_is_derived,
       plan, file, page, quote, id, document_id
from comparable_targets
where indicator in ('xa-ntm-nang-cao', 'xa-ntm-kieu-mau') and change in ('level', 'maintain', 'increase');

-- Points a year that poverty falls by. A plan that states a fall without "a year" is left out: its span is not known.
create view poverty_reduction as
select province, province_code, district, level, scope, comparator, percent as points_a_year,
       percent_max as points_a_year_max, count as households_a_year, year, year_is_derived, plan, file, page, quote, id,
       document_id
from comparable_targets
where indicator = 'ho-ngheo' and change = 'decrease' and per = 'năm';

-- `funding_mix` a commune: divided by the one total of xã that the plan's targets for the standard state; null where they
-- state none, or several.
create view funding_a_commune as
select province, district, plan, file, source, nature, billion_vnd, communes,
       round(amount_vnd / 1e9 / communes, 3) as billion_vnd_a_commune, document_id
from (
    select m.*, (
        select iif(min(t.total) = max(t.total), nullif(max(t.total), 0), null) from target_facts t
        where t.document_id = m.document_id and t.indicator = 'xa-ntm' and t.unit = 'xã' and t.scope is null
    ) as communes
    from funding_mix m
);

create view criterion_leads as
select l.province, l.district, l.criteria, l.number, c.name as criterion, l.agency, l.role, l.ref, t.plan, f.name as file,
       t.page, t.quote, t.id, l.document_id
from lead_facts l left join task_facts t on t.id = l.task_id left join criteria c on c.id = l.criterion_id
left join documents d on d.id = l.document_id left join files f on f.id = d.file_id;

-- Links between documents, each copy led to the one that counts.
create view linked_plans as
select distinct a.id as from_id, a.number as from_number, a.issuer as from_issuer, a.issue_date as from_date, l.kind,
       b.id as to_id, b.number as to_number, b.issuer as to_issuer, b.issue_date as to_date
from document_links l
join documents f on f.id = l.from_document_id join documents a on a.id = coalesce(f.duplicate_of, f.id)
join documents t on t.id = l.to_document_id join documents b on b.id = coalesce(t.duplicate_of, t.id)
join current_citations c on c.id = l.citation_id
where a.id <> b.id;

-- Criterion targets of plans that name no lead for them, neither by the target nor by the criterion.
create view targets_without_lead as
select t.province, t.district, t.subject, t.criterion, t.criterion_set, t.tier, t.unit, t.count, t.total, t.percent,
       t.year, t.plan, f.name as file, t.page, t.quote, t.id, t.document_id
from target_facts t left join documents d on d.id = t.document_id left join files f on f.id = d.file_id
where t.criterion is not null and not t.has_lead;

-- Districts whose plans add up to more than their province's plan says. Of each district the least that it states is
-- taken, and an "at most" is no least; a province's "at least N of M" is exceeded only beyond M.
create view parts_beyond_whole as
select w.province, w.province_code, w.indicator, i.name as indicator_name, w.year, w.comparator, w.number as count, w.total,
       w.parts_sum, (
           select count(distinct p.district_code) from target_facts p
           where p.adds_up and p.level = 'district' and p.district_code is not null and p.comparator <> '<='
             and p.province_code = w.province_code and p.indicator = w.indicator and p.year = w.year
       ) as districts, w.plan, f.name as file, w.page, w.quote, w.id, w.document_id
from (
    select t.*, iif(t.derived is 'count', t.derived_value, t.count) as number, (
        select sum(least) from (
            select min(iif(p.derived is 'count', p.derived_value, p.count)) as least from target_facts p
            where p.adds_up and p.level = 'district' and p.district_code is not null and p.comparator <> '<='
              and p.province_code = t.province_code and p.indicator = t.indicator and p.year = t.year
            group by p.district_code
        )
    ) as parts_sum
    from target_facts t where t.adds_up and t.level = 'province'
) w left join documents d on d.id = w.document_id left join files f on f.id = d.file_id
left join indicators i on i.id = w.indicator
where w.number is not null
  and w.parts_sum > iif(w.comparator = '>=', iif(w.derived is 'total', w.derived_value, w.total), coalesce(w.count_max, w.number));
