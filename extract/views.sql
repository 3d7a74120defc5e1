-- Views that answer the common questions. A plan that is stored twice (`duplicate_of`) counts once.

create view plans as
select d.id, f.name as file, d.part, d.doc_type, d.number, d.issuer, d.level, d.province, d.district, d.issue_date,
       d.title, d.period_start, d.period_end, d.status, d.file_id
from documents d join files f on f.id = d.file_id
where d.duplicate_of is null;

create view targets_by_province as
select p.province, p.district, t.tier, t.unit, t.kind, t.subject, t.count, t.count_max, t.total, t.percent,
       t.percent_max, t.comparator, t.change, t.per, coalesce(t.deadline, p.period_end) as year, t.criterion,
       t.criterion_set, t.scope, t.indicator, p.number as plan, p.file, t.page, t.quote, t.confidence, t.verdict, t.id,
       t.document_id
from current_targets t join plans p on p.id = t.document_id
union all
select p.province, p.district, t.tier, t.unit, t.kind, t.subject, t.count, t.count_max, t.total, t.percent,
       t.percent_max, t.comparator, t.change, t.per, coalesce(t.deadline, p.period_end), t.criterion,
       t.criterion_set, t.scope, t.indicator, p.number, p.file, t.page, t.quote, t.confidence, t.verdict, t.id,
       t.document_id
from missed_targets t join plans p on p.id = t.document_id;

create view communes_ntm_2025 as
select p.province, p.district, t.tier, t.comparator, t.count, t.total,
       coalesce(t.percent, round(100.0 * t.count / nullif(t.total, 0), 1)) as percent,
       t.percent is null as percent_is_derived, i.national_target, i.national_target_source, p.number as plan, p.file,
       t.page, t.quote, t.id, t.document_id
from current_targets t join plans p on p.id = t.document_id left join indicators i on i.id = t.indicator
where t.unit = 'xã' and t.kind = 'quantity' and t.change in ('level', 'maintain') and t.criterion is null
  and t.scope is null and t.tier is not null and coalesce(t.deadline, p.period_end) = 2025
  and (t.percent is not null or t.total > 0);

-- The largest amount of each plan, divided by who pays. Plans print their money several times (in the text, by year, in an
-- annex table); only the parts of this one amount are taken, so that no đồng counts twice. A plan that does not divide its
-- largest amount gives that amount alone; what it pays beside it stands in `funding_tree`.
create view funding_mix as
select p.province, p.district, p.number as plan, p.file, m.source, m.nature, sum(m.amount_vnd) as amount_vnd,
       round(sum(m.amount_vnd) / 1e9, 3) as billion_vnd, count(*) as amounts,
       round(100.0 * sum(m.amount_vnd) / nullif(max(m.whole_vnd), 0), 1) as percent_of_whole, m.document_id
from (
    with roots as (
        select id, document_id, amount_vnd, source,
               row_number() over (partition by document_id order by amount_vnd desc, char_start, id) as place
        from current_funding where parent_id is null
    ), parts as (
        select part.*, root.amount_vnd as whole_vnd
        from roots root join current_funding part on part.parent_id = root.id
        where root.place = 1 and part.source is not 'total'
    )
    select * from parts
    union all
    select whole.*, whole.amount_vnd as whole_vnd
    from roots root join current_funding whole on whole.id = root.id
    where root.place = 1 and root.document_id not in (select document_id from parts)
) m join plans p on p.id = m.document_id
group by m.document_id, m.source, m.nature;

create view funding_tree as
with recursive tree (id, depth, path) as (
    select id, 0, printf('%09d', char_start) from funding where parent_id is null
    union all
    select child.id, tree.depth + 1, tree.path || '/' || printf('%09d', child.char_start)
    from funding child join tree on child.parent_id = tree.id
)
select p.province, p.number as plan, p.file, tree.depth, f.amount, f.unit, f.amount_vnd, f.source, f.nature,
       f.share_percent, f.period_start, f.period_end,
       (select sum(part.amount_vnd) from funding part where part.parent_id = f.id) as parts_vnd,
       f.page, f.quote, f.id, f.parent_id, f.document_id, tree.path
from tree join current_funding f on f.id = tree.id join plans p on p.id = f.document_id;

create view who_leads as
select coalesce(a.name, r.agency) as agency, p.province, p.district,
       count(*) filter (where r.role = 'lead') as leads, count(*) filter (where r.role = 'coordinate') as coordinates,
       group_concat(distinct r.refs) as refs, count(distinct p.id) as plans
from current_responsibilities r join plans p on p.id = r.document_id left join agencies a on a.id = r.agency_id
group by coalesce(a.name, r.agency), p.province, p.district;

create view findings_by_rule as
select f.rule, f.severity, count(*) as findings, count(distinct f.document_id) as plans, min(f.message) as example
from findings f join plans p on p.id = f.document_id
group by f.rule, f.severity;

create view low_trust_documents as
select f.name as file, d.part, d.doc_type, d.number, d.province, f.kind, f.status,
       count(*) as pages, count(*) filter (where p.trust < 0.8) as pages_below_08, round(min(p.trust), 3) as lowest_trust,
       round(avg(p.trust), 3) as mean_trust, group_concat(distinct p.method) as methods, d.duplicate_of,
       d.id as document_id, f.id as file_id
from documents d join files f on f.id = d.file_id join pages p on p.file_id = f.id
where exists (
    select 1 from lines l where l.page_id = p.id and l.char_start < d.char_end and l.char_end > d.char_start
)
group by d.id
having min(p.trust) < 0.8;

create view citations_by_number as
select c.number, c.doc_type, c.date, c.issuer, count(distinct c.document_id) as plans, min(c.quote) as example
from current_citations c join plans p on p.id = c.document_id
group by c.number, c.doc_type, c.date, c.issuer;

create view files_not_read as
select name, status, error_code, error, kind, pages, bytes, path, id from files where status <> 'ok';

-- Targets made comparable. Of count, total and percent two give the third where the plan leaves it out (`derived` names it);
-- a number of whole things only where one alone agrees with the percent as it is printed: 20 xã, 40% mean 50 xã, but 115 xã,
-- 64% may mean 179, 180 or 181. The year is the plan's last one where the text names none.
create view comparable_targets as
select m.province, m.province_code, m.district, m.level, m.indicator, i.name as indicator_name, m.kind, m.subject, m.unit,
       m.tier, m.criterion, m.criterion_set, m.scope, m.change, m.comparator,
       coalesce(m.count, iif(m.count_most >= m.count_least and m.count_most - 1 < m.count_least, m.count_most, null)) as count,
       m.count_max,
       coalesce(m.total, iif(m.total_most >= m.total_least and m.total_most - 1 < m.total_least, m.total_most, null)) as total,
       coalesce(m.percent, m.percent_of_both) as percent, m.percent_max,
       case when m.count is null and m.count_most >= m.count_least and m.count_most - 1 < m.count_least then 'count'
            when m.total is null and m.total_most >= m.total_least and m.total_most - 1 < m.total_least then 'total'
            when m.percent is null and m.percent_of_both is not null then 'percent' end as derived,
       coalesce(m.deadline, m.period_end) as year, m.deadline is null and m.period_end is not null as year_is_derived,
       m.per is 'năm' as yearly_rate, m.plan, m.file, m.page, m.quote, m.confidence, m.verdict, m.id, m.document_id
from (
    select r.*,
           iif(r.ratio and r.percent is null and r.count <= r.total, round(100.0 * r.count / nullif(r.total, 0), 1), null)
               as percent_of_both,
           iif(r.ratio and r.count is null, r.total * (r.percent - r.error) / 100, null) as count_least,
           iif(r.ratio and r.count is null, cast(r.total * (r.percent + r.error) / 100 as integer), null) as count_most,
           iif(r.ratio and r.total is null, 100.0 * r.count / nullif(r.percent + r.error, 0), null) as total_least,
           iif(r.ratio and r.total is null, cast(100.0 * r.count / nullif(r.percent - r.error, 0) as integer), null)
               as total_most
    from (
        select t.*, p.province, d.province_code, p.district, p.level, p.period_end, p.number as plan, p.file,
               t.kind = 'quantity' and t.change in ('level', 'maintain') and t.count_max is null
                   and t.percent_max is null as ratio,
               case when t.percent in (0, 100) then 0.0 when t.percent = round(t.percent, 0) then 0.5
                    when t.percent = round(t.percent, 1) then 0.05 else 0.005 end as error
        from current_targets t join plans p on p.id = t.document_id join documents d on d.id = t.document_id
    ) r
) m left join indicators i on i.id = m.indicator;

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
where indicator = 'ho-ngheo' and change = 'decrease' and yearly_rate;

-- `funding_mix` a commune: divided by the one total of xã that the plan's targets for the standard state; null where they
-- state none, or several.
create view funding_a_commune as
select m.province, m.district, m.plan, m.file, m.source, m.nature, m.billion_vnd, c.communes,
       round(m.amount_vnd / 1e9 / c.communes, 3) as billion_vnd_a_commune, m.document_id
from funding_mix m left join (
    select document_id, iif(min(total) = max(total), nullif(max(total), 0), null) as communes
    from comparable_targets where indicator = 'xa-ntm' and unit = 'xã' and scope is null and derived is not 'total'
    group by document_id
) c on c.document_id = m.document_id;

create view criterion_leads as
select distinct p.province, p.district, c."set" as criteria, c.number, c.name as criterion,
       coalesce(a.name, r.agency) as agency, r.role, l.ref, p.number as plan, p.file, r.page, r.quote, r.id, r.document_id
from responsibility_links l join criteria c on c.id = l.criterion_id
join current_responsibilities r on r.id = l.responsibility_id join plans p on p.id = r.document_id
left join agencies a on a.id = r.agency_id;

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
select p.province, p.district, t.subject, t.criterion, t.criterion_set, t.tier, t.unit, t.count, t.total, t.percent,
       coalesce(t.deadline, p.period_end) as year, p.number as plan, p.file, t.page, t.quote, t.id, t.document_id
from targets s join current_targets t on t.id = s.id join plans p on p.id = t.document_id
where s.criterion is not null and not exists (
    select 1 from current_responsibilities r join responsibility_links l on l.responsibility_id = r.id
    left join criteria c on c.id = l.criterion_id
    where r.document_id = t.document_id and r.role = 'lead' and (
        l.target_id = t.id
        or c."set" = t.criterion_set || ' ' || coalesce(t.tier, 'NTM')
           and instr('; ' || t.criterion || ';', '; ' || c.number || ';') > 0
    )
);

-- Districts whose plans add up to more than their province's plan says. Of each district the least that it states is
-- taken, and an "at most" is no least; a province's "at least N of M" is exceeded only beyond M.
create view parts_beyond_whole as
with counted as (
    select d.district_code, c.*
    from documents d join comparable_targets c on c.document_id = d.id join indicators i on i.id = c.indicator
    where d.level in ('province', 'district') and d.province_code is not null and c.change in ('level', 'maintain') and c.scope is null
      and c.kind = 'quantity' and c.count is not null and not c.yearly_rate and c.unit = i.unit and i.unit <> 'tiêu chí'
      and instr(i.unit, '%') + instr(i.unit, '/') = 0
), parts as (
    select province_code, indicator, year, sum(least) as parts_sum, count(*) as districts
    from (
        select province_code, district_code, indicator, year, min(count) as least
        from counted where level = 'district' and comparator <> '<=' and district_code is not null
        group by province_code, district_code, indicator, year
    ) group by province_code, indicator, year
)
select w.province, w.province_code, w.indicator, w.indicator_name, w.year, w.comparator, w.count, w.total,
       p.parts_sum, p.districts, w.plan, w.file, w.page, w.quote, w.id, w.document_id
from counted w join parts p on p.province_code = w.province_code and p.indicator = w.indicator and p.year = w.year
where w.level = 'province' and p.parts_sum > iif(w.comparator = '>=', w.total, coalesce(w.count_max, w.count));
