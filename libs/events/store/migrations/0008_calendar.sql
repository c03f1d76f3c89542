-- Arrangements of holidays as the register has published them; they count more than the files a process has.
create table views.calendar_years (
    year        integer primary key,
    holidays    date[]      not null,
    workdays    date[]      not null,
    notice      text        not null,
    arranged_at timestamptz not null,
    version     integer     not null
);
