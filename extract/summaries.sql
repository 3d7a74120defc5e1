-- What questions over every plan filter, sort and count by: a row for each target, for each source of a plan's money, for
-- each task and each citation, as reviewers left them; copies of a plan (`duplicate_of`) are left out. A document's rows are made anew when its row of
-- `summarised` is updated: by the writer after the document's records, by the triggers below after a review of one of them
-- and when the document itself changes (it turns out to be a copy).

create table summarised (
    document_id text primary key references documents (id) on delete cascade,
    times integer not null default 0
) without rowid;

create table target_facts (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    province text,
    province_code text,
    district text,
    district_code text,
    level text,
    plan text,
    indicator text,
    kind text,
    subject text,
    unit text,
    tier text,
    criterion text,
    criterion_set text,
    scope text,
    change text,
    comparator text,
    per text,
    year integer,
    year_is_derived integer,
    count real,
    count_max real,
    total real,
    percent real,
    percent_max real,
    derived text,
    derived_value real,
    adds_up integer,
    has_lead integer,
    page integer,
    quote text,
    confidence real,
    verdict text
);
create index target_facts_document on target_facts (document_id, indicator);
create index target_facts_province on target_facts (province, tier, unit, year);
create index target_facts_year on target_facts (year, province);
create index target_facts_facets on target_facts (indicator, year, tier, unit, level, province, kind, change, scope)
    where kind = 'quantity' and change in ('level', 'maintain') and scope is null;
create index target_facts_percent
    on target_facts (indicator, coalesce(percent, iif(derived = 'percent', derived_value, null)) desc, province)
    where kind = 'quantity' and change in ('level', 'maintain') and scope is null;
create index target_facts_2025 on target_facts (province, district, tier)
    where tier is not null and unit = 'xã' and kind = 'quantity' and change in ('level', 'maintain')
      and criterion is null and scope is null and year = 2025;
create index target_facts_advanced on target_facts (province, district, tier, year)
    where indicator in ('xa-ntm-nang-cao', 'xa-ntm-kieu-mau') and change in ('level', 'maintain', 'increase');
create index target_facts_poverty on target_facts (province, district, year)
    where indicator = 'ho-ngheo' and change = 'decrease' and per = 'năm';
create index target_facts_without_lead on target_facts (province, district) where criterion is not null and not has_lead;
create index target_facts_whole on target_facts (province, indicator, year) where adds_up and level = 'province';
create index target_facts_part on target_facts (province_code, indicator, year, district_code, comparator, count, derived_value)
    where adds_up and level = 'district' and district_code is not null;

create table funding_facts (
    id integer primary key,
    document_id text not null references documents (id) on delete cascade,
    province text,
    district text,
    plan text,
    source text,
    nature text,
    amount_vnd integer,
    amounts integer,
    whole_vnd integer,
    plans integer
);
create index funding_facts_document on funding_facts (document_id);
create index funding_facts_province on funding_facts (province, district, plan, document_id, source);
create index funding_facts_payer on funding_facts (source, amount_vnd, amounts, plans);

-- One row a task: which body leads or coordinates it; and one a criterion that the task refers to.
create table task_facts (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    province text,
    district text,
    plan text,
    agency text,
    role text,
    task text,
    refs text,
    page integer,
    quote text
);
create index task_facts_document on task_facts (document_id);
create index task_facts_agency on task_facts (agency, province, district, role desc);

create table lead_facts (
    task_id text not null references task_facts (id) on delete cascade,
    criterion_id text not null references criteria (id) on delete cascade,
    ref text not null,
    document_id text not null references documents (id) on delete cascade,
    province text,
    district text,
    agency text,
    role text,
    criteria text,
    number integer
);
create index lead_facts_task on lead_facts (task_id);
create index lead_facts_document on lead_facts (document_id);
create index lead_facts_criterion on lead_facts (criterion_id);
create index lead_facts_number on lead_facts (criteria, number, province, district, agency) where role = 'lead';
create index lead_facts_agency on lead_facts (agency, criteria, number, task_id) where role = 'lead';

-- One row a citation of another document.
create table citation_facts (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    number text,
    doc_type text,
    date text,
    issuer text,
    quote text
);
create index citation_facts_document on citation_facts (document_id);
create index citation_facts_cited on citation_facts (number, doc_type, date, issuer, document_id);

-- How a document's pages were read; copies too.
create table reading_facts (
    document_id text primary key references documents (id) on delete cascade,
    pages integer,
    pages_below_08 integer,
    lowest_trust real,
    mean_trust real,
    methods text
);
create index reading_facts_trust on reading_facts (mean_trust) where lowest_trust < 0.8;

-- Targets made comparable. Of count, total and percent two give the third where the plan leaves it out (`derived` names it);
-- a number of whole things only where one alone agrees with the percent as it is printed: 20 xã, 40% mean 50 xã, but 115 xã,
-- 64% may mean 179, 180 or 181. The year is the plan's last one where the text names none. `adds_up`: a number that the
-- same numbers of districts can be added up to.
create view target_facts_source as
select id, document_id, province, province_code, district, district_code, level, plan, indicator, kind, subject, unit,
       tier, criterion, criterion_set, scope, change, comparator, per, coalesce(deadline, period_end) as year,
       deadline is null and period_end is not null as year_is_derived, count, count_max, total, percent, percent_max,
       case when count is null and count_most >= count_least and count_most - 1 < count_least then 'count'
            when total is null and total_most >= total_least and total_most - 1 < total_least then 'total'
            when percent is null and percent_of_both is not null then 'percent' end as derived,
       case when count is null and count_most >= count_least and count_most - 1 < count_least then count_most
            when total is null and total_most >= total_least and total_most - 1 < total_least then total_most
            when percent is null then percent_of_both end as derived_value,
       coalesce(change in ('level', 'maintain') and scope is null and kind = 'quantity' and per is not 'năm'
           and unit = catalogue_unit and unit <> 'tiêu chí' and instr(unit, '%') + instr(unit, '/') = 0, 0) as adds_up,
       criterion is not null and (exists (
           select 1 from task_facts r cross join responsibility_links l on l.responsibility_id = r.id
           where r.document_id = t.document_id and r.role = 'lead' and l.target_id = t.id
       ) or exists (
           select 1 from lead_facts l where l.document_id = t.document_id and l.role = 'lead'
             and l.criteria = t.criterion_set || ' ' || coalesce(t.tier, 'NTM')
             and instr('; ' || t.criterion || ';', '; ' || l.number || ';') > 0
       )) as has_lead,
       page, quote, confidence, verdict
from (
    select *,
           iif(ratio and percent is null and count <= total, round(100.0 * count / nullif(total, 0), 1), null)
               as percent_of_both,
           iif(ratio and count is null, total * (percent - error) / 100, null) as count_least,
           iif(ratio and count is null, cast(total * (percent + error) / 100 as integer), null) as count_most,
           iif(ratio and total is null, 100.0 * count / nullif(percent + error, 0), null) as total_least,
           iif(ratio and total is null, cast(100.0 * count / nullif(percent - error, 0) as integer), null) as total_most
    from (
        select t.*, d.province, d.province_code, d.district, d.district_code, d.level, d.period_end, d.number as plan,
               i.unit as catalogue_unit,
               t.kind = 'quantity' and t.change in ('level', 'maintain') and t.count_max is null
                   and t.percent_max is null as ratio,
               case when t.percent in (0, 100) then 0.0 when t.percent = round(t.percent, 0) then 0.5
                    when t.percent = round(t.percent, 1) then 0.05 else 0.005 end as error
        from (select * from current_targets union all select * from missed_targets) t
        join documents d on d.id = t.document_id left join indicators i on i.id = t.indicator
        where d.duplicate_of is null
    )
) t;

-- The largest amount of each plan, divided by who pays. Plans print their money several times (in the text, by year, in an
-- annex table); only the parts of this one amount are taken, so that no đồng counts twice. A plan that does not divide its
-- largest amount gives that amount alone; what it pays beside it stands in `funding_tree`. `plans` is 1 once a source.
create view funding_facts_source as
with whole as (
    select d.id as document_id, d.province, d.district, d.number as plan, (
               select r.id from current_funding r where r.document_id = d.id and r.parent_id is null
               order by r.amount_vnd desc, r.char_start, r.id limit 1
           ) as root_id
    from documents d where d.duplicate_of is null
), divided as (
    select w.*, exists (
               select 1 from current_funding p where p.parent_id = w.root_id and p.source is not 'total'
           ) as is_divided
    from whole w
)
select w.document_id, w.province, w.district, w.plan, m.source, m.nature, sum(m.amount_vnd) as amount_vnd,
       count(*) as amounts, (select r.amount_vnd from current_funding r where r.id = w.root_id) as whole_vnd,
       row_number() over (partition by w.document_id, m.source order by m.nature) = 1 as plans
from divided w join current_funding m on m.document_id = w.document_id
    and iif(w.is_divided, m.parent_id = w.root_id and m.source is not 'total', m.id = w.root_id)
group by w.document_id, m.source, m.nature;

create view task_facts_source as
select r.id, r.document_id, d.province, d.district, d.number as plan, coalesce(a.name, r.agency) as agency, r.role, r.task,
       r.refs, r.page, r.quote
from (select * from current_responsibilities union all select * from missed_responsibilities) r
join documents d on d.id = r.document_id left join agencies a on a.id = r.agency_id
where d.duplicate_of is null;

create view lead_facts_source as
select distinct t.id as task_id, c.id as criterion_id, l.ref, t.document_id, t.province, t.district, t.agency, t.role,
       c."set" as criteria, c.number
from task_facts t join responsibility_links l on l.responsibility_id = t.id join criteria c on c.id = l.criterion_id;

create view citation_facts_source as
select c.id, c.document_id, c.number, c.doc_type, c.date, c.issuer, c.quote
from (select * from current_citations union all select * from missed_citations) c join documents d on d.id = c.document_id
where d.duplicate_of is null;

create view reading_facts_source as
select d.id as document_id, count(*) as pages, count(*) filter (where p.trust < 0.8) as pages_below_08,
       round(min(p.trust), 3) as lowest_trust, round(avg(p.trust), 3) as mean_trust,
       group_concat(distinct p.method) as methods
from documents d join pages p on p.file_id = d.file_id
where exists (
    select 1 from lines l where l.page_id = p.id and l.char_start < d.char_end and l.char_end > d.char_start
)
group by d.id;

-- `lead_facts` is read by the targets, `task_facts` by both: their order matters.
create trigger summarised_anew after update on summarised begin
    delete from task_facts where document_id = new.document_id;
    insert into task_facts
    select * from task_facts_source where document_id = new.document_id;
    delete from lead_facts where document_id = new.document_id;
    insert into lead_facts
    select * from lead_facts_source where document_id = new.document_id;
    delete from target_facts where document_id = new.document_id;
    insert into target_facts
    select * from target_facts_source where document_id = new.document_id;
    delete from funding_facts where document_id = new.document_id;
    insert into funding_facts (document_id, province, district, plan, source, nature, amount_vnd, amounts, whole_vnd, plans)
    select * from funding_facts_source where document_id = new.document_id;
    delete from citation_facts where document_id = new.document_id;
    insert into citation_facts
    select * from citation_facts_source where document_id = new.document_id;
    delete from reading_facts where document_id = new.document_id;
    insert into reading_facts
    select * from reading_facts_source where document_id = new.document_id;
end;

create trigger document_added after insert on documents begin
    insert into summarised (document_id) values (new.id);
end;
create trigger document_changed
after update of duplicate_of, province, province_code, district, district_code, level, number, period_end on documents
begin
    update summarised set times = times + 1 where document_id = new.id;
end;

create trigger review_added after insert on reviews begin
    update summarised set times = times + 1 where document_id in (
        select document_id from targets where id = new.record_id
        union all select document_id from funding where id = new.record_id
        union all select document_id from responsibilities where id = new.record_id
        union all select document_id from citations where id = new.record_id
        union all select json_extract(new.corrections, '$.document_id') where new.verdict = 'missed');
end;
create trigger review_changed after update on reviews begin
    update summarised set times = times + 1 where document_id in (
        select document_id from targets where id = new.record_id
        union all select document_id from funding where id = new.record_id
        union all select document_id from responsibilities where id = new.record_id
        union all select document_id from citations where id = new.record_id
        union all select json_extract(new.corrections, '$.document_id') where new.verdict = 'missed');
end;
create trigger review_removed after delete on reviews begin
    update summarised set times = times + 1 where document_id in (
        select document_id from targets where id = old.record_id
        union all select document_id from funding where id = old.record_id
        union all select document_id from responsibilities where id = old.record_id
        union all select document_id from citations where id = old.record_id
        union all select json_extract(old.corrections, '$.document_id') where old.verdict = 'missed');
end;
