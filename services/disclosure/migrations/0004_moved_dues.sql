-- When a publication's clock began: what its last day is counted from, anew when a year's holidays become known.
alter table views.publications add column opened_at timestamptz;
