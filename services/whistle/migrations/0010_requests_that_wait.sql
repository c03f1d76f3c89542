-- How many requests wait and which of them expires first is asked at each look at the metrics: not of all that were ever asked.
create index countersignatures_waiting on views.countersignatures (due) where state = 'waiting';
