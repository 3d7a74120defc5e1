-- The records as reviewers left them: the extraction stays as it was, the latest review of a record wins. Corrections are
-- a JSON object of columns (`indicator` follows from the others and stays, so that its index serves the views); a rejected
-- record is left out; `missed_…` are records that a reviewer added.

create view latest_reviews as
select r.* from reviews r
where r.id = (select max(s.id) from reviews s where s.record_table = r.record_table and s.record_id = r.record_id);

create view current_targets as
select t.id,
       t.document_id,
       t.section_id,
       t.page,
       t.char_start,
       t.char_end,
       t.quote,
       t.boxes,
       t.confidence,
       t.extractor,
       iif(json_type(v.corrections, '$.kind') is null, t.kind, json_extract(v.corrections, '$.kind')) as kind,
       iif(json_type(v.corrections, '$.subject') is null, t.subject, json_extract(v.corrections, '$.subject')) as subject,
       iif(json_type(v.corrections, '$.count') is null, t.count, json_extract(v.corrections, '$.count')) as count,
       iif(json_type(v.corrections, '$.count_max') is null, t.count_max, json_extract(v.corrections, '$.count_max')) as count_max,
       iif(json_type(v.corrections, '$.total') is null, t.total, json_extract(v.corrections, '$.total')) as total,
       iif(json_type(v.corrections, '$.percent') is null, t.percent, json_extract(v.corrections, '$.percent')) as percent,
       iif(json_type(v.corrections, '$.percent_max') is null, t.percent_max, json_extract(v.corrections, '$.percent_max')) as percent_max,
       iif(json_type(v.corrections, '$.unit') is null, t.unit, json_extract(v.corrections, '$.unit')) as unit,
       iif(json_type(v.corrections, '$.comparator') is null, t.comparator, json_extract(v.corrections, '$.comparator')) as comparator,
       iif(json_type(v.corrections, '$.change') is null, t.change, json_extract(v.corrections, '$.change')) as change,
       iif(json_type(v.corrections, '$.per') is null, t.per, json_extract(v.corrections, '$.per')) as per,
       iif(json_type(v.corrections, '$.baseline_year') is null, t.baseline_year, json_extract(v.corrections, '$.baseline_year')) as baseline_year,
       iif(json_type(v.corrections, '$.deadline') is null, t.deadline, json_extract(v.corrections, '$.deadline')) as deadline,
       iif(json_type(v.corrections, '$.deadline_kind') is null, t.deadline_kind, json_extract(v.corrections, '$.deadline_kind')) as deadline_kind,
       iif(json_type(v.corrections, '$.period_start') is null, t.period_start, json_extract(v.corrections, '$.period_start')) as period_start,
       iif(json_type(v.corrections, '$.tier') is null, t.tier, json_extract(v.corrections, '$.tier')) as tier,
       iif(json_type(v.corrections, '$.criterion') is null, t.criterion, json_extract(v.corrections, '$.criterion')) as criterion,
       iif(json_type(v.corrections, '$.criterion_set') is null, t.criterion_set, json_extract(v.corrections, '$.criterion_set')) as criterion_set,
       iif(json_type(v.corrections, '$.scope') is null, t.scope, json_extract(v.corrections, '$.scope')) as scope,
       t.indicator,
       v.verdict, v.reviewer
from targets t left join reviews v
    on v.id = (select max(r.id) from reviews r where r.record_table = 'targets' and r.record_id = t.id)
where v.verdict is not 'rejected';

create view missed_targets as
select r.record_id as id,
       json_extract(r.corrections, '$.document_id') as document_id,
       null as section_id,
       json_extract(r.corrections, '$.page') as page,
       json_extract(r.corrections, '$.char_start') as char_start,
       json_extract(r.corrections, '$.char_end') as char_end,
       json_extract(r.corrections, '$.quote') as quote,
       json_extract(r.corrections, '$.boxes') as boxes,
       1.0 as confidence,
       'reviewer' as extractor,
       json_extract(r.corrections, '$.kind') as kind,
       json_extract(r.corrections, '$.subject') as subject,
       json_extract(r.corrections, '$.count') as count,
       json_extract(r.corrections, '$.count_max') as count_max,
       json_extract(r.corrections, '$.total') as total,
       json_extract(r.corrections, '$.percent') as percent,
       json_extract(r.corrections, '$.percent_max') as percent_max,
       json_extract(r.corrections, '$.unit') as unit,
       json_extract(r.corrections, '$.comparator') as comparator,
       json_extract(r.corrections, '$.change') as change,
       json_extract(r.corrections, '$.per') as per,
       json_extract(r.corrections, '$.baseline_year') as baseline_year,
       json_extract(r.corrections, '$.deadline') as deadline,
       json_extract(r.corrections, '$.deadline_kind') as deadline_kind,
       json_extract(r.corrections, '$.period_start') as period_start,
       json_extract(r.corrections, '$.tier') as tier,
       json_extract(r.corrections, '$.criterion') as criterion,
       json_extract(r.corrections, '$.criterion_set') as criterion_set,
       json_extract(r.corrections, '$.scope') as scope,
       json_extract(r.corrections, '$.indicator') as indicator,
       r.verdict, r.reviewer
from latest_reviews r where r.record_table = 'targets' and r.verdict = 'missed';

create view current_funding as
select t.id,
       t.document_id,
       t.section_id,
       t.page,
       t.char_start,
       t.char_end,
       t.quote,
       t.boxes,
       t.confidence,
       t.extractor,
       iif(json_type(v.corrections, '$.amount') is null, t.amount, json_extract(v.corrections, '$.amount')) as amount,
       iif(json_type(v.corrections, '$.amount_max') is null, t.amount_max, json_extract(v.corrections, '$.amount_max')) as amount_max,
       iif(json_type(v.corrections, '$.unit') is null, t.unit, json_extract(v.corrections, '$.unit')) as unit,
       iif(json_type(v.corrections, '$.amount_vnd') is null, t.amount_vnd, json_extract(v.corrections, '$.amount_vnd')) as amount_vnd,
       iif(json_type(v.corrections, '$.source') is null, t.source, json_extract(v.corrections, '$.source')) as source,
       iif(json_type(v.corrections, '$.nature') is null, t.nature, json_extract(v.corrections, '$.nature')) as nature,
       iif(json_type(v.corrections, '$.share_percent') is null, t.share_percent, json_extract(v.corrections, '$.share_percent')) as share_percent,
       iif(json_type(v.corrections, '$.period_start') is null, t.period_start, json_extract(v.corrections, '$.period_start')) as period_start,
       iif(json_type(v.corrections, '$.period_end') is null, t.period_end, json_extract(v.corrections, '$.period_end')) as period_end,
       iif(json_type(v.corrections, '$.comparator') is null, t.comparator, json_extract(v.corrections, '$.comparator')) as comparator,
       t.parent_id,
       v.verdict, v.reviewer
from funding t left join reviews v
    on v.id = (select max(r.id) from reviews r where r.record_table = 'funding' and r.record_id = t.id)
where v.verdict is not 'rejected';

create view missed_funding as
select r.record_id as id,
       json_extract(r.corrections, '$.document_id') as document_id,
       null as section_id,
       json_extract(r.corrections, '$.page') as page,
       json_extract(r.corrections, '$.char_start') as char_start,
       json_extract(r.corrections, '$.char_end') as char_end,
       json_extract(r.corrections, '$.quote') as quote,
       json_extract(r.corrections, '$.boxes') as boxes,
       1.0 as confidence,
       'reviewer' as extractor,
       json_extract(r.corrections, '$.amount') as amount,
       json_extract(r.corrections, '$.amount_max') as amount_max,
       json_extract(r.corrections, '$.unit') as unit,
       json_extract(r.corrections, '$.amount_vnd') as amount_vnd,
       json_extract(r.corrections, '$.source') as source,
       json_extract(r.corrections, '$.nature') as nature,
       json_extract(r.corrections, '$.share_percent') as share_percent,
       json_extract(r.corrections, '$.period_start') as period_start,
       json_extract(r.corrections, '$.period_end') as period_end,
       json_extract(r.corrections, '$.comparator') as comparator,
       null as parent_id,
       r.verdict, r.reviewer
from latest_reviews r where r.record_table = 'funding' and r.verdict = 'missed';

create view current_responsibilities as
select t.id,
       t.document_id,
       t.section_id,
       t.page,
       t.char_start,
       t.char_end,
       t.quote,
       t.boxes,
       t.confidence,
       t.extractor,
       iif(json_type(v.corrections, '$.agency') is null, t.agency, json_extract(v.corrections, '$.agency')) as agency,
       t.agency_id,
       iif(json_type(v.corrections, '$.role') is null, t.role, json_extract(v.corrections, '$.role')) as role,
       iif(json_type(v.corrections, '$.task') is null, t.task, json_extract(v.corrections, '$.task')) as task,
       iif(json_type(v.corrections, '$.refs') is null, t.refs, json_extract(v.corrections, '$.refs')) as refs,
       v.verdict, v.reviewer
from responsibilities t left join reviews v
    on v.id = (select max(r.id) from reviews r where r.record_table = 'responsibilities' and r.record_id = t.id)
where v.verdict is not 'rejected';

create view missed_responsibilities as
select r.record_id as id,
       json_extract(r.corrections, '$.document_id') as document_id,
       null as section_id,
       json_extract(r.corrections, '$.page') as page,
       json_extract(r.corrections, '$.char_start') as char_start,
       json_extract(r.corrections, '$.char_end') as char_end,
       json_extract(r.corrections, '$.quote') as quote,
       json_extract(r.corrections, '$.boxes') as boxes,
       1.0 as confidence,
       'reviewer' as extractor,
       json_extract(r.corrections, '$.agency') as agency,
       null as agency_id,
       json_extract(r.corrections, '$.role') as role,
       json_extract(r.corrections, '$.task') as task,
       json_extract(r.corrections, '$.refs') as refs,
       r.verdict, r.reviewer
from latest_reviews r where r.record_table = 'responsibilities' and r.verdict = 'missed';

create view current_citations as
select t.id,
       t.document_id,
       t.section_id,
       t.page,
       t.char_start,
       t.char_end,
       t.quote,
       t.boxes,
       t.confidence,
       t.extractor,
       iif(json_type(v.corrections, '$.doc_type') is null, t.doc_type, json_extract(v.corrections, '$.doc_type')) as doc_type,
       iif(json_type(v.corrections, '$.number') is null, t.number, json_extract(v.corrections, '$.number')) as number,
       iif(json_type(v.corrections, '$.date') is null, t.date, json_extract(v.corrections, '$.date')) as date,
       iif(json_type(v.corrections, '$.issuer') is null, t.issuer, json_extract(v.corrections, '$.issuer')) as issuer,
       v.verdict, v.reviewer
from citations t left join reviews v
    on v.id = (select max(r.id) from reviews r where r.record_table = 'citations' and r.record_id = t.id)
where v.verdict is not 'rejected';

create view missed_citations as
select r.record_id as id,
       json_extract(r.corrections, '$.document_id') as document_id,
       null as section_id,
       json_extract(r.corrections, '$.page') as page,
       json_extract(r.corrections, '$.char_start') as char_start,
       json_extract(r.corrections, '$.char_end') as char_end,
       json_extract(r.corrections, '$.quote') as quote,
       json_extract(r.corrections, '$.boxes') as boxes,
       1.0 as confidence,
       'reviewer' as extractor,
       json_extract(r.corrections, '$.doc_type') as doc_type,
       json_extract(r.corrections, '$.number') as number,
       json_extract(r.corrections, '$.date') as date,
       json_extract(r.corrections, '$.issuer') as issuer,
       r.verdict, r.reviewer
from latest_reviews r where r.record_table = 'citations' and r.verdict = 'missed';
