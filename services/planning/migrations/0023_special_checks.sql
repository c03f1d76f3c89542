-- Special checks of city and county: which government approved them, and at how many entities they may be made.
alter table views.campaigns add column approved_by text, add column most integer;
