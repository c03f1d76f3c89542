-- An edition that had not begun may be taken back: it was never in force.
alter table views.policies add column taken_back_at timestamptz, add column taken_back_for text;
