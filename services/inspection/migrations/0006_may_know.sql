-- Who may know of a visit (libs/domain/secret_teams.py): everybody of one that is told, the others those who are told of all
-- (`told`) and those who go for one of its departments (`visiting`).
create function public.may_know(confided boolean, departments text[], told boolean, visiting text[]) returns boolean
language sql immutable parallel safe as 'select told or not confided or departments && visiting';
