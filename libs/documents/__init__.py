"""The papers of a check and of what follows from it: what stands in each, and how it is set as PDF.

    form = forms.check.Notice(...)                  what the paper says, as values
    content = kinds.content(form)                   the same as data (JSON), what `digest` is of
    typeset.pdf(laying.paper(form, number))         as PDF; the same input gives the same bytes

Pure: no database, no clock, no file but the fonts. The service that issues a paper keeps its content.
"""
