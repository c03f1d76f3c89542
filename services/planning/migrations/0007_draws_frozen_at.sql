-- When the lists of a draw were frozen; null for the draws of before.
alter table views.draws add column frozen_at timestamptz;
