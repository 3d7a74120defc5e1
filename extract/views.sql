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
       t.percent is null as percent_is_derived, p.number as plan, p.file, t.page, t.quote, t.id, t.document_id
from current_targets t join plans p on p.id = t.document_id
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
