-- Answers kept for a key go by their age (store/kept_answers.py): the oldest are found without reading the others.
create index idempotency_by_age on idempotency (created_at);
