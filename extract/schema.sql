-- The database of the contract (names are binding). Offsets are characters, base 0, half-open: those of `lines` and
-- `reading_changes` count in the file's text, all others in `documents.text`; `documents.char_start` ties the two.

create table meta (
    key text primary key,
    value text not null
) without rowid;

create table runs (
    id integer primary key,
    started_at text not null,
    ended_at text,
    outcome text check (outcome in ('finished', 'interrupted', 'failed')),
    pipeline text not null,
    options text not null,
    versions text not null,
    files_read integer not null default 0,
    files_partial integer not null default 0,
    files_failed integer not null default 0,
    files_unchanged integer not null default 0,
    files_parsed integer not null default 0,
    pages_read integer not null default 0,
    causes text not null default '{}'  -- JSON: how many files failed, or lack pages, for each cause (`files.error_code`)
);

create table files (
    id text primary key,
    name text not null,
    path text not null,
    bytes integer,
    media_type text,
    pages integer,
    kind text check (kind in ('digital', 'scanned', 'mixed', 'text')),
    status text not null check (status in ('ok', 'partial', 'failed')),
    error_code text,
    error text,
    pipeline text not null,
    started_at text not null,
    seconds real not null
);
create index files_name on files (name);
create index files_status on files (status, error_code);

-- Where the bytes of a file were last seen: what lets a second run pass over it without opening it.
create table paths (
    path text primary key,
    file_id text not null references files (id) on delete cascade,
    stamp text not null
) without rowid;
create index paths_file on paths (file_id);

-- All that reading gave (`ocr.stored`), so that a new version of the parsers needs neither the file nor OCR.
create table readings (
    file_id text primary key references files (id) on delete cascade,
    document blob not null
);

create table pages (
    id text primary key,
    file_id text not null references files (id) on delete cascade,
    number integer not null,
    width real not null,
    height real not null,
    method text not null check (method in ('text-layer', 'legacy-font', 'ocr', 'restored', 'plain', 'failed')),
    trust real not null check (trust between 0 and 1),
    rotation integer not null,
    text text not null,
    error text,
    unique (file_id, number)
);
create index pages_trust on pages (trust);

create table lines (
    page_id text not null references pages (id) on delete cascade,
    char_start integer not null,
    char_end integer not null,
    x0 real,
    y0 real,
    x1 real,
    y1 real,
    primary key (page_id, char_start)
) without rowid;

create table reading_changes (
    id text primary key,
    file_id text not null references files (id) on delete cascade,
    page integer,
    char_start integer not null,
    char_end integer not null,
    box text,
    before text not null,
    after text not null,
    why text not null
);
create index reading_changes_file on reading_changes (file_id, char_start);

-- Reference tables; their rows come from parsers/data/*.csv, which may add columns.
create table agencies (
    id text primary key,
    name text not null,
    level text,
    aliases text,
    source text
);
create table places (
    id text primary key,
    level text not null,
    code text not null,
    kind text not null,
    name text not null,
    parent_id text references places (id) deferrable initially deferred,
    valid_from text,
    valid_to text,
    states text
);
create index places_name on places (name);
create index places_code on places (code);
create index places_parent on places (parent_id);
create table place_changes (
    old_id text not null references places (id) on delete cascade deferrable initially deferred,
    new_id text not null references places (id) on delete cascade deferrable initially deferred,
    primary key (old_id, new_id)
) without rowid;
create index place_changes_new on place_changes (new_id);
create table criteria (
    id text primary key,
    "set" text not null,
    number integer not null,
    name text not null,
    aliases text,
    source text
);
create table indicators (
    id text primary key,
    name text not null,
    unit text,
    direction text,
    level text,
    source text,
    national_target real,
    national_target_source text
);

create table documents (
    id text primary key,
    file_id text not null references files (id) on delete cascade,
    part integer not null,
    doc_type text,
    number text,
    issuer text,
    level text check (level in ('central', 'province', 'district', 'commune')),
    province text,
    province_code text,
    district text,
    district_code text,
    place_of_issue text,
    issue_date text,
    title text,
    signer text,
    signer_title text,
    period_start integer,
    period_end integer,
    status text check (status in ('issued', 'draft')),
    text text not null,
    duplicate_of text references documents (id) on delete set null deferrable initially deferred,
    char_start integer not null,
    char_end integer not null,
    unique (file_id, part)
);
create index documents_number on documents (number);
create index documents_province on documents (province, district);
create index documents_issuer on documents (issuer, doc_type, issue_date);
create index documents_duplicate on documents (duplicate_of);

-- What near copies of a document are found by (extract/duplicates.py): its MinHash, and the bands that two copies share.
create table signatures (
    document_id text primary key references documents (id) on delete cascade,
    minhash blob
) without rowid;
create table signature_bands (
    band integer not null,
    hash blob not null,
    document_id text not null references documents (id) on delete cascade,
    primary key (band, hash, document_id)
) without rowid;
create index signature_bands_document on signature_bands (document_id);

create table sections (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    parent_id text references sections (id) on delete cascade deferrable initially deferred,
    label text not null,
    depth integer not null,
    title text not null,
    char_start integer not null,
    char_end integer not null
);
create index sections_document on sections (document_id, char_start);
create index sections_parent on sections (parent_id);

create table "tables" (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    page integer,
    char_start integer not null,
    char_end integer not null,
    "rows" integer not null,
    columns integer not null,
    header_rows integer not null,
    cells text not null
);
create index tables_document on "tables" (document_id, char_start);

create table targets (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    section_id text references sections (id) on delete set null deferrable initially deferred,
    page integer,
    char_start integer not null,
    char_end integer not null,
    quote text not null,
    boxes text,
    confidence real not null check (confidence between 0 and 1),
    extractor text not null,
    kind text not null check (kind in ('quantity', 'milestone')),
    subject text not null,
    count real,
    count_max real,
    total real,
    percent real,
    percent_max real,
    unit text,
    comparator text not null check (comparator in ('=', '>=', '<=', '~')),
    change text not null check (change in ('level', 'increase', 'decrease', 'maintain', 'output')),
    per text,
    baseline_year integer,
    deadline integer,
    deadline_kind text check (deadline_kind in ('by', 'before', 'in')),
    period_start integer,
    tier text,
    criterion text,
    criterion_set text check (criterion_set in ('xã', 'huyện')),
    scope text,
    indicator text references indicators (id) on delete set null
);
create index targets_document on targets (document_id, char_start);
create index targets_section on targets (section_id);
create index targets_unit on targets (unit, tier, deadline);
create index targets_indicator on targets (indicator);
create index targets_deadline on targets (deadline);
create index targets_criterion on targets (criterion) where criterion is not null;
create index targets_confidence on targets (confidence);

create table funding (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    section_id text references sections (id) on delete set null deferrable initially deferred,
    page integer,
    char_start integer not null,
    char_end integer not null,
    quote text not null,
    boxes text,
    confidence real not null check (confidence between 0 and 1),
    extractor text not null,
    amount real not null,
    amount_max real,
    unit text not null,
    amount_vnd integer not null,
    source text,
    nature text check (nature in ('investment', 'recurrent')),
    share_percent real,
    period_start integer,
    period_end integer,
    comparator text not null check (comparator in ('=', '>=', '<=', '~')),
    parent_id text references funding (id) on delete cascade deferrable initially deferred
);
create index funding_document on funding (document_id, char_start);
create index funding_section on funding (section_id);
create index funding_source on funding (source);
create index funding_parent on funding (parent_id);
create index funding_confidence on funding (confidence);

create table responsibilities (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    section_id text references sections (id) on delete set null deferrable initially deferred,
    page integer,
    char_start integer not null,
    char_end integer not null,
    quote text not null,
    boxes text,
    confidence real not null check (confidence between 0 and 1),
    extractor text not null,
    agency text not null,
    agency_id text references agencies (id) on delete set null,
    role text not null check (role in ('lead', 'coordinate')),
    task text not null,
    refs text
);
create index responsibilities_document on responsibilities (document_id, char_start);
create index responsibilities_section on responsibilities (section_id);
create index responsibilities_agency on responsibilities (agency, role);
create index responsibilities_agency_id on responsibilities (agency_id);
create index responsibilities_confidence on responsibilities (confidence);

create table citations (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    section_id text references sections (id) on delete set null deferrable initially deferred,
    page integer,
    char_start integer not null,
    char_end integer not null,
    quote text not null,
    boxes text,
    confidence real not null check (confidence between 0 and 1),
    extractor text not null,
    doc_type text,
    number text not null,
    date text,
    issuer text
);
create index citations_document on citations (document_id, char_start);
create index citations_section on citations (section_id);
create index citations_number on citations (number);
create index citations_confidence on citations (confidence);

create table findings (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    section_id text references sections (id) on delete set null deferrable initially deferred,
    page integer,
    char_start integer not null,
    char_end integer not null,
    quote text not null,
    boxes text,
    confidence real not null check (confidence between 0 and 1),
    extractor text not null,
    rule text not null,
    severity text not null check (severity in ('error', 'warning', 'info')),
    message text not null,
    message_en text not null,
    expected text,
    found text,
    record_table text,
    record_id text
);
create index findings_document on findings (document_id, char_start);
create index findings_section on findings (section_id);
create index findings_rule on findings (rule, severity, document_id);
create index findings_severity
    on findings (case severity when 'error' then 0 when 'warning' then 1 else 2 end, rule, document_id);
create index findings_doubt
    on findings (record_table, case severity when 'error' then 0 when 'warning' then 1 else 2 end, record_id);
create index findings_record on findings (record_table, record_id);

-- What a responsibility's refs ("nội dung 01", "tiêu chí 3 (xã NTM)") mean: a section, a criterion, or targets.
create table responsibility_links (
    responsibility_id text not null references responsibilities (id) on delete cascade,
    ref text not null,
    section_id text references sections (id) on delete cascade,
    target_id text references targets (id) on delete cascade,
    criterion_id text references criteria (id) on delete cascade,
    unique (responsibility_id, ref, section_id, target_id, criterion_id)
);
create index responsibility_links_section on responsibility_links (section_id);
create index responsibility_links_target on responsibility_links (target_id);
create index responsibility_links_criterion on responsibility_links (criterion_id);

-- How documents hang together: one cites, amends, replaces or implements another, by a citation.
create table document_links (
    from_document_id text not null references documents (id) on delete cascade,
    to_document_id text not null references documents (id) on delete cascade,
    kind text not null check (kind in ('cites', 'amends', 'replaces', 'implements')),
    citation_id text references citations (id) on delete cascade,
    primary key (from_document_id, to_document_id, kind)
) without rowid;
create index document_links_to on document_links (to_document_id);
create index document_links_citation on document_links (citation_id);

-- A reviewer's word, kept beside the extraction and never over it: no foreign key, so that it outlives a re-reading
-- (record ids are the same for the same content at the same place). `place`, a JSON object of document_id, char_start,
-- char_end and quote, tells where to look when the record is no longer there (`kehoach gold orphans`).
create table reviews (
    id integer primary key,
    record_table text not null,
    record_id text not null,
    verdict text not null check (verdict in ('confirmed', 'rejected', 'corrected', 'missed')),
    corrections text,
    reviewer text not null,
    at text not null,
    place text
);
create index reviews_record on reviews (record_table, record_id);
create index reviews_missed on reviews (json_extract(corrections, '$.document_id')) where verdict = 'missed';

-- Full-text search over paragraphs and record quotes. `folded` is the text without accents and with d for đ, which FTS5
-- never folds by itself, so that "dat chuan" and "đạt chuẩn" both find "đạt chuẩn".
create table passages (
    id integer primary key,
    document_id text not null references documents (id) on delete cascade,
    section_id text references sections (id) on delete set null deferrable initially deferred,
    kind text not null check (kind in ('paragraph', 'targets', 'funding', 'responsibilities', 'citations', 'findings')),
    record_id text,
    page integer,
    char_start integer not null,
    text text not null,
    folded text not null
);
create index passages_document on passages (document_id, char_start);
create index passages_section on passages (section_id);
create virtual table passages_fts using fts5 (
    text, folded, content = 'passages', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0'
);
create trigger passages_added after insert on passages begin
    insert into passages_fts (rowid, text, folded) values (new.id, new.text, new.folded);
end;
create trigger passages_removed after delete on passages begin
    insert into passages_fts (passages_fts, rowid, text, folded) values ('delete', old.id, old.text, old.folded);
end;

-- The units that a document names (`documents`, field `text`) and that its records name (in the quote; in a target's
-- scope), each linked to its official code; `place_id` is null where the name could not be resolved.
create table place_links (
    record_table text not null check (record_table in ('documents', 'targets', 'funding', 'responsibilities')),
    record_id text not null,
    document_id text not null references documents (id) on delete cascade,
    field text not null check (field in ('text', 'quote', 'scope')),
    char_start integer not null,
    char_end integer not null,
    name text not null,
    place_id text references places (id) on delete set null,
    how text not null,
    primary key (record_table, record_id, field, char_start)
) without rowid;
create index place_links_document on place_links (document_id);
create index place_links_place on place_links (place_id, record_table);
create index place_links_unresolved on place_links (name) where place_id is null and record_table = 'documents';

create view unresolved_places as
select l.name, l.how, count(*) as mentions, count(distinct l.document_id) as plans, min(p.province) as province,
       min(p.number) as plan, min(p.file) as file
from place_links l join plans p on p.id = l.document_id
where l.place_id is null and l.record_table = 'documents'
group by l.name, l.how;

-- Targets by the unit that their scope names, with its official code.
create view targets_by_place as
select u.level as place_level, u.code as place_code, u.kind as place_kind, u.name as place,
       iif(u.level = 'C', o.name, null) as district, t.subject, t.count, t.total, t.percent, t.unit, t.tier, t.comparator,
       t.change, coalesce(t.deadline, p.period_end) as year, t.scope, p.number as plan, p.file, t.page, t.quote, t.id,
       t.document_id
from place_links l join places u on u.id = l.place_id left join places o on o.id = u.parent_id
join current_targets t on t.id = l.record_id join plans p on p.id = t.document_id
where l.record_table = 'targets' and l.field = 'scope';

-- A part of one plan that is larger than its whole: a target whose scope is a unit inside the plan's area (Đình Lập in a
-- plan of Lạng Sơn), against the same plan's target for all of it, of the same indicator, due the same year or later. Works
-- done (`output`) are left out: two lists of works need not be of one kind.
create view scopes_beyond_plan as
with counted as (
    select c.*, (
        select count(distinct l.place_id) from place_links l join documents d on d.id = l.document_id
        join places u on u.id = l.place_id
        where l.record_table = 'targets' and l.record_id = c.id and l.field = 'scope'
          and u.code is not d.province_code and u.code is not d.district_code
    ) as places
    from comparable_targets c join indicators i on i.id = c.indicator
    where c.kind = 'quantity' and c.count is not null and not c.yearly_rate and c.unit = i.unit and i.unit <> 'tiêu chí'
      and instr(i.unit, '%') + instr(i.unit, '/') = 0
)
select part.province, part.indicator, part.indicator_name, part.scope, part.count as part_count, part.year as part_year,
       whole.count as whole_count, whole.year as whole_year, part.change, part.plan, part.file, part.page, part.quote,
       part.id, whole.id as whole_id, part.document_id
from counted part join counted whole on whole.document_id = part.document_id and whole.indicator = part.indicator
     and (whole.change = 'increase') = (part.change = 'increase') and part.year <= whole.year
where part.change <> 'output' and whole.change <> 'output' and part.places > 0 and whole.scope is null and whole.comparator <> '>=' and part.comparator <> '<='
  and part.count > coalesce(whole.count_max, whole.count);
