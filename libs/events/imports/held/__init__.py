"""Files of which each needs a second person: kept as they were sent, previewed, and applied once they are approved.

    OPENING = ImportKind(..., duty="opening")               # held while the policy names the duty among its `seconds`
    Service(..., workers=partial(held_files, KINDS))        # what applies them, and goes on after its process has died

What waits in the queue (see countersigning/) is the file's hash with what the preview has counted, and shows its first changes;
whoever may approve it reads the whole file and all its changes. Each row is decided anew when the file is applied, in
transactions of its own as in any import; one that would lead to other facts than when it was previewed is refused, but for the
day of recording. All facts have the correlation of the approval, which names both persons.

A file that was refused, taken back or is overdue is kept no longer. Its report stays, and its request, with the counts and the
first changes.
"""
