"""Files that facts name by their SHA-256: kept by content, bounded, resumable, read by whom the service says, erasable.

    FILES = Files(acts_for, may_read)                            # api.py of a matter
    router = routes(FILES, ERASING)
    ERASING = erasing(BindingErased)                             # decide.py: the decider of EraseFile
    views = erased_views(BindingErased)                          # views.py: what was erased, a read model
    service = Service(..., files=FILES)                          # app.py

The content lies in a store (`storage.py`), its row in `files`, and who brought it in `file_uploads`. The row follows the
content and never goes before it, so a row without content is a loss and not a state. Facts name digests and nothing else.
"""
